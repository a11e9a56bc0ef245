// Numbers and digits in words.

export const article = (digit) => (digit === 8 ? `an ${digit}` : `a ${digit}`);
// A probability: of a softmax none is quite 1 or 0, and none is shown so.
export function percent(share) {
  if (share > 0.999) return ">99.9%";
  if (share < 0.001) return "<0.1%";
  return `${(100 * share).toFixed(share > 0.99 || share < 0.01 ? 1 : 0)}%`;
}
// A share of images, which may be all of them.
export const inPercent = (share) => `${(100 * share).toFixed(share > 0.9 ? 2 : 1)}%`;
export const thousands = (number) => number.toLocaleString("en");
export const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−").replace(/^−(0\.0*)$/, "$1");
export const signed = (value) => (value < 0 ? fixed(value) : `+${fixed(value)}`);
export const plus = (value) => (value < 0 ? ` − ${fixed(-value)}` : ` + ${fixed(value)}`);
