// Numbers and digits in words.

export const article = (digit) => (digit === 8 ? `an ${digit}` : `a ${digit}`);
export const percent = (share) => `${(100 * share).toFixed(share > 0.01 ? 0 : 1)}%`;
export const thousands = (number) => number.toLocaleString("en");
export const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−").replace(/^−(0\.0*)$/, "$1");
export const signed = (value) => (value < 0 ? fixed(value) : `+${fixed(value)}`);
export const plus = (value) => (value < 0 ? ` − ${fixed(-value)}` : ` + ${fixed(value)}`);
