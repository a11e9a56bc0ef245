// Code with blanks to fill in, and whether what is filled in is right. No page.

const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const plain = (text) => text.replace(/\s/g, "").replace(/"/g, "'");

// White space and the kind of quotes don't matter.
export const isRight = (text, answer) => plain(text) === plain(answer);

// The code in parts, {text} or {answer}: each of `blanks` is left out wherever it stands as a whole word.
export function cut(code, blanks) {
  const words = [...blanks].sort((a, b) => b.length - a.length).map(escaped);
  const parts = code.split(new RegExp(`(?<!\\w)(${words.join("|")})(?!\\w)`));
  return parts.map((part, i) => (i % 2 ? { answer: part } : { text: part })).filter(({ text }) => text !== "");
}
