import assert from "node:assert/strict";
import { test } from "node:test";

import { chancesOf, ofGuess, ofRange, ofReads, whatWasSaid } from "../../../mnistff/ui/yours/words.mjs";

const READS = [
  { key: "a", label: "robust", set: { right: 29, version: 2 } },
  { key: "b", label: "lecture", set: { right: 25, version: 2 } },
];
const TELLS = { best: "a", worst: "b", best_alone: 5, worst_alone: 1, chance: 0.21875 };

test("what was read, in a sentence", () => {
  assert.equal(ofReads(READS, 30), "Of your 30, robust read 29, lecture read 25.");
  assert.equal(ofReads([], 30), "");
});

test("a guess is held against what it was about", () => {
  assert.equal(ofGuess({ model: "b", digits: 30, version: 2 }, READS), "You guessed 30 for lecture; it read 25.");
  assert.equal(ofGuess({ model: "b", digits: 30, version: 1 }, READS), ""); // it was about other digits
  assert.equal(ofGuess({ model: "gone", digits: 30, version: 2 }, READS), "");
  assert.equal(ofGuess(null, READS), "");
});

test("what a sample can tell is never all or nothing", () => {
  assert.equal(ofRange([0.8333, 0.9941]), "83% to 99%");
  assert.equal(ofRange([0.9962, 1]), "99% to 100%");
  assert.equal(ofRange([0, 0.0038]), "0% to 1%");
});

test("a few digits may not tell which network is better, and it is said why", () => {
  assert.match(chancesOf(TELLS, READS), /^These digits don’t tell .* Of the 6 digits that only one of the two read, robust read 5;/);
  assert.match(chancesOf({ ...TELLS, best_alone: 6, worst_alone: 0, chance: 0.03125 }, READS), /^robust reads you better than lecture\./);
  assert.match(chancesOf({ ...TELLS, best_alone: 0, worst_alone: 0, chance: 1 }, READS), /^robust and lecture read the same ones/);
  assert.match(chancesOf({ ...TELLS, best_alone: 1, worst_alone: 0, chance: 1 }, READS), /Of the 1 digit that/);
  assert.equal(chancesOf(null, READS), "");
});

test("of a misread digit all is said that it was taken for", () => {
  const said = whatWasSaid({ label: 7, said: [["a", 7], ["b", 1]] }, READS);
  assert.deepEqual(said, [{ text: "robust: 7", isWrong: false }, { text: "lecture: 1", isWrong: true }]);
});
