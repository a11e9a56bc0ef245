import assert from "node:assert/strict";
import { test } from "node:test";

import { isRound, Round } from "../../../mnistff/ui/yours/round.mjs";

const STROKES = [[[0.5, 0.2], [0.5, 0.8]]];

test("each digit is asked for so many times, in another order each time", () => {
  const rounds = [1, 3, 10].map((times) => Round.of(times));
  for (const [at, times] of [1, 3, 10].entries()) {
    const counts = Array(10).fill(0);
    for (const label of rounds[at].labels) counts[label] += 1;
    assert.deepEqual(counts, Array(10).fill(times));
  }
  assert.notDeepEqual(Round.of(10).labels, rounds[2].labels);
  const ordered = Round.of(1, () => 0.999); // which leaves all where they are
  assert.deepEqual(ordered.labels, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("what is skipped doesn't count, and the last one is asked for again", () => {
  const round = new Round({ labels: [7, 1, 4] });
  let changes = 0;
  round.onChange(() => (changes += 1));
  assert.deepEqual([round.label, round.place, round.isOver], [7, "1 of 3", false]);
  round.write(STROKES);
  round.skip();
  assert.deepEqual([round.label, round.place], [4, "3 of 3"]);
  round.undo();
  round.undo();
  assert.deepEqual([round.label, round.place], [7, "1 of 3"]);
  round.skip();
  round.write(STROKES);
  round.write(STROKES);
  assert.equal(round.isOver, true);
  assert.equal(changes, 7);
  assert.deepEqual(round.digits("ann"), [
    { writer: "ann", label: 1, strokes: STROKES },
    { writer: "ann", label: 4, strokes: STROKES },
  ]);
});

test("a round that was kept goes on, and what else was kept is none", () => {
  assert.ok(isRound({ labels: [7, 1], done: [STROKES] }));
  assert.ok(isRound({ labels: [7, 1], done: [null] }));
  assert.equal(new Round({ labels: [7, 1], done: [STROKES] }).label, 1);
  const bad = [{ labels: [7], done: [STROKES] }, { labels: [11], done: [] }, { labels: [7, 1], done: [[]] }, { labels: [7, 1], done: [[[]]] }];
  for (const value of bad) assert.ok(!isRound(value));
  assert.throws(() => isRound(null)); // as `readKept` takes it
});
