// The pieces of the notebook, put in order one after the other: a piece may come once all is there that it needs. No page.

export class Cards {
  placed = [];

  // `pieces` are `mnistff/lecture/memory.py`'s; `kept` are the indices of those placed before.
  constructor(pieces, kept = []) {
    this.pieces = pieces;
    for (const index of kept) if (this.left.includes(index)) this.place(index);
  }

  // Of those that are not placed yet, the indices.
  get left() {
    return [...this.pieces.keys()].filter((index) => !this.placed.includes(index));
  }

  // The names that a piece needs and no placed one makes.
  lacks(index) {
    const made = new Set(this.placed.flatMap((i) => this.pieces[i].makes));
    return this.pieces[index].needs.filter((name) => !made.has(name));
  }

  // Whether the piece that has to come before, though no name says so, is yet to come.
  isTooEarly(index) {
    const { after } = this.pieces[index];
    return after > 0 && !this.placed.includes(after - 1);
  }

  // Put a piece behind those that are there; whether it may stand there, and does now.
  place(index) {
    const may = !this.lacks(index).length && !this.isTooEarly(index);
    if (may) this.placed.push(index);
    return may;
  }

  takeBack() {
    this.placed.pop();
  }
}
