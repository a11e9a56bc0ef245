// Where the arrows of a number's field lead: to 0.01 from 0.003, and to 64 from 32. No page.

// The numbers that a field's arrows stop at, by the kind of its steps: the nearest that is above a number, and below.
const above = {
  ones: (value) => Math.floor(value) + 1,
  doubles: (value) => 2 ** Math.floor(Math.log2(value) + 1),
  thirds: (value) => Math.min(...thirdsNear(value).filter((each) => each > value)),
};
const below = {
  ones: (value) => Math.ceil(value) - 1,
  doubles: (value) => 2 ** Math.ceil(Math.log2(value) - 1),
  thirds: (value) => Math.max(...thirdsNear(value).filter((each) => each < value)),
};

// 1 and 3 of the powers of ten around a number; as they are written, without what is lost by multiplying.
function thirdsNear(value) {
  const power = Math.floor(Math.log10(value));
  return [-1, 0, 1].flatMap((more) => [1, 3].map((digit) => Number(`${digit}e${power + more}`)));
}

// The number after or before another, which may be null, in a field.
export function stepped(value, isUp, { low, high, steps }) {
  if (value === null || value < low) return low;
  const next = (isUp ? above : below)[steps](Math.min(value, high));
  return Math.min(high, Math.max(low, next));
}
