import assert from "node:assert/strict";
import { test } from "node:test";

import { isProgress, NOTHING, Progress } from "../../../mnistff/ui/lecture/progress.mjs";

// What two pages of a browser keep in one place.
function place() {
  let kept = null;
  return [() => kept && JSON.parse(kept), (all) => (kept = JSON.stringify(all))];
}

test("a guess is kept, and told to who watches it", () => {
  const kept = place();
  const progress = new Progress(...kept);
  const [told, others] = [[], []];
  progress.watch(({ guesses }) => guesses, (guesses) => told.push(guesses));
  progress.watch(({ filled }) => filled.blank, (text) => others.push(text));
  assert.ok(!progress.isAnswered("zeros"));
  progress.guess("zeros", 60);
  progress.guess("pair", null); // shown without a guess
  assert.ok(progress.isAnswered("zeros") && progress.isAnswered("pair"));
  assert.deepEqual(told, [{}, { zeros: 60 }, { zeros: 60, pair: null }]);
  assert.deepEqual(others, [undefined]);
  assert.deepEqual(new Progress(...kept).guesses, { zeros: 60, pair: null });
});

test("two pages of a browser go on together", () => {
  const kept = place();
  const [one, other] = [new Progress(...kept), new Progress(...kept)];
  const told = [];
  other.watch(({ placed }) => placed.length, (count) => told.push(count));
  one.place([0, 1]);
  other.readAgain();
  other.fill("1-0", "pyplot");
  one.readAgain();
  one.ask(false);
  assert.deepEqual(told, [0, 2]);
  assert.deepEqual(kept[0](), { asks: false, guesses: {}, placed: [0, 1], filled: { "1-0": "pyplot" } });
});

test("where nothing can be kept, or nothing more, the page itself remembers", () => {
  for (const old of [null, { ...NOTHING, guesses: { old: 1 } }]) {
    const progress = new Progress(() => old, () => {});
    progress.guess("zeros", 60);
    progress.guess("chance", 2);
    assert.deepEqual(progress.guesses, { ...old?.guesses, zeros: 60, chance: 2 });
  }
});

test("all can be forgotten", () => {
  const progress = new Progress(...place());
  progress.guess("zeros", 60);
  progress.place([3]);
  assert.ok(!progress.isEmpty);
  progress.forget();
  assert.ok(progress.isEmpty);
  const { asks, guesses, placed, filled } = progress;
  assert.deepEqual({ asks, guesses, placed, filled }, NOTHING);
});

test("what another version kept is not taken for its own", () => {
  assert.ok(isProgress(NOTHING));
  assert.ok(isProgress({ asks: false, guesses: { a: [4, 9], b: null }, placed: [1], filled: { "1-0": "x" } }));
  for (const wrong of [null, 5, [], {}, { ...NOTHING, asks: 1 }, { ...NOTHING, guesses: [] }, { ...NOTHING, placed: {} }])
    assert.ok(!isProgress(wrong), JSON.stringify(wrong));
  for (const wrong of [{ ...NOTHING, placed: ["x"] }, { ...NOTHING, filled: { a: 5 } }, { ...NOTHING, filled: null }])
    assert.ok(!isProgress(wrong), JSON.stringify(wrong));
});
