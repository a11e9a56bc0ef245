// A list in random order. `random` gives a number from 0 to less than 1.
export function shuffled(list, random = Math.random) {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
