// The pieces of the notebook (`mnistff/lecture/memory.py`), put in order one after the other, by their indices: a piece
// may come once all is there that it needs. No page.

// The names that a piece needs and none of those before makes.
export function lacks(pieces, placed, index) {
  const made = new Set(placed.flatMap((i) => pieces[i].makes));
  return pieces[index].needs.filter((name) => !made.has(name));
}

// Those that were placed, as far as they may stand so: another version of the app may have kept them.
export function inOrder(pieces, kept) {
  const placed = [];
  for (const index of kept)
    if (index in pieces && !placed.includes(index) && !lacks(pieces, placed, index).length) placed.push(index);
  return placed;
}
