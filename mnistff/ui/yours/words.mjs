// What is said of the networks' answers to the visitor's own digits. No page.

import { thousands } from "../shared/words.mjs";

const CHANCE = 0.05; // less than that is not taken for chance

const labelOf = (reads, key) => reads.find((read) => read.key === key)?.label;
export const digits = (count) => `${thousands(count)} digit${count === 1 ? "" : "s"}`;

// `reads` are networks that have read `count` digits, each with `set`, what it read.
export function ofReads(reads, count) {
  return reads.length ? `Of your ${thousands(count)}, ${reads.map(({ label, set }) => `${label} read ${thousands(set.right)}`).join(", ")}.` : "";
}

export function asFarAs(count) {
  return `* As far as ${digits(count)} can tell: in 95 of 100 such tests the share lies in this range (Wilson’s interval). The more you write, the narrower it gets.`;
}

// What somebody guessed of a network before, { model, digits, version } or null; the digits may be others now.
export function ofGuess(guess, reads) {
  const read = reads.find(({ key, set }) => key === guess?.model && set.version === guess.version);
  return read ? `You guessed ${thousands(guess.digits)} for ${read.label}; it read ${thousands(read.set.right)}.` : "";
}

// Between which shares it is, by Wilson's interval. What a sample can tell is never all or nothing.
export function ofRange([low, high]) {
  const [least, most] = [Math.min(99, Math.round(100 * low)), Math.max(1, Math.round(100 * high))];
  return `${least}% to ${most}%`;
}

// Whether the digits tell which network reads them better (see `tell` in `look.py`).
export function chancesOf(tells, reads) {
  if (!tells) return "";
  const [best, worst] = [labelOf(reads, tells.best), labelOf(reads, tells.worst)];
  const { best_alone: alone, worst_alone: others, chance } = tells;
  if (!(alone + others)) return `${best} and ${worst} read the same ones: these digits don’t tell which of the two reads you better.`;
  const split = `Of the ${digits(alone + others)} that only one of the two read, ${best} read ${alone}`;
  if (chance < CHANCE) return `${best} reads you better than ${worst}. ${split}; by chance it comes out so uneven in less than 5 of 100 such tests.`;
  return `These digits don’t tell whether ${best} or ${worst} reads you better. ${split}; by chance it comes out so uneven in more than 5 of 100 such tests.`;
}

// What each network took a misread digit for, by name, and whether that is wrong.
export function whatWasSaid({ label, said }, reads) {
  return said.map(([key, answer]) => ({ text: `${labelOf(reads, key)}: ${answer}`, isWrong: answer !== label }));
}
