// Where the hidden units are in the picture: each has its place in a field, whatever is drawn. No page.

const WIDER = 1.6; // how much wider or higher than square a unit's room may be, for the rows to be full

// How many columns fill a field best: rows without gaps first, then the squarest room for each.
function columnsOf(count, width, height) {
  const square = Math.sqrt((count * width) / height);
  let best = { cost: Infinity };
  for (let columns = Math.max(1, Math.floor(square / WIDER)); columns <= Math.ceil(square * WIDER); columns++) {
    const empty = Math.ceil(count / columns) * columns - count;
    const cost = empty / count + Math.abs(Math.log(columns / square)) / 4;
    if (cost < best.cost) best = { columns, cost };
  }
  return best.columns;
}

export class Grid {
  // A field without its styles may have no size: then it is taken for one pixel.
  constructor(count, fieldWidth, fieldHeight) {
    const [width, height] = [fieldWidth, fieldHeight].map((size) => Math.max(1, size));
    this.count = count;
    this.columns = Math.min(count, columnsOf(count, width, height));
    this.rows = Math.ceil(count / this.columns);
    this.room = [width / this.columns, height / this.rows];
  }

  // The radius of the largest dots that do not touch.
  get radius() {
    return 0.42 * Math.min(...this.room, 26);
  }

  // The middle of a unit, [x, y].
  place(unit) {
    return [((unit % this.columns) + 0.5) * this.room[0], (Math.floor(unit / this.columns) + 0.5) * this.room[1]];
  }

  // The unit at a point.
  at(x, y) {
    const within = (value, room, most) => Math.min(most - 1, Math.max(0, Math.floor(value / room)));
    const row = within(y, this.room[1], this.rows);
    return Math.min(this.count - 1, row * this.columns + within(x, this.room[0], this.columns));
  }

  // The unit that an arrow key leads to; the same at the edge.
  step(unit, [down, right]) {
    const column = (unit % this.columns) + right;
    const next = unit + down * this.columns + right;
    return column < 0 || column >= this.columns || next < 0 || next >= this.count ? unit : next;
  }
}
