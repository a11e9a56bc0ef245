import assert from "node:assert/strict";
import { test } from "node:test";

import { Choice } from "../../../mnistff/ui/state/choice.mjs";

const MNIST = { key: "mnist", name: "MNIST's test set" };
const STROKES = { key: "strokes", name: "the pen-stroke test set" };
const ROBUST = { key: "robust", test_sets: [MNIST, STROKES] };
const LECTURE = { key: "lecture", test_sets: [MNIST, STROKES] };
const RUN = { key: "own-1", test_sets: [STROKES] };

// A choice, and what was chosen after each change.
function begin(wanted) {
  const choice = new Choice(wanted);
  const seen = [];
  choice.onChange(() => seen.push(Object.values(choice.named).join(" ")));
  return { choice, seen };
}

test("the first is chosen as soon as there are any", () => {
  const { choice, seen } = begin();
  assert.equal(choice.chosen, undefined);
  choice.offer([ROBUST, LECTURE]);
  assert.deepEqual(seen, ["robust mnist"]);
  let late = 0;
  choice.onChange(() => (late += 1));
  assert.equal(late, 1); // who comes later is told at once
});

test("what was wanted before there was a choice is chosen then", () => {
  const { choice, seen } = begin({ model: "lecture", testSet: "strokes" });
  choice.choose({ model: "own-1" });
  assert.deepEqual(seen, []);
  choice.offer([ROBUST, LECTURE]);
  choice.offer([ROBUST, LECTURE, RUN]);
  assert.deepEqual(seen, ["robust strokes", "own-1 strokes"]);
});

test("a test set that a network was not evaluated on is waited for", () => {
  const { choice, seen } = begin();
  choice.offer([ROBUST, RUN]);
  choice.choose({ model: "own-1" });
  choice.choose({ model: "robust" });
  choice.choose({ testSet: "strokes" });
  assert.deepEqual(seen, ["robust mnist", "own-1 strokes", "robust mnist", "robust strokes"]);
});

test("the same choice again changes nothing", () => {
  const { choice, seen } = begin();
  choice.offer([ROBUST, LECTURE]);
  choice.choose({ model: "lecture", testSet: "mnist" });
  choice.choose({ model: "lecture" });
  choice.choose({ testSet: "mnist" });
  assert.deepEqual(seen, ["robust mnist", "lecture mnist"]);
});

test("a visitor's own take the place of those of his that were there", () => {
  const { choice } = begin();
  const isOwn = ({ key }) => key.startsWith("own-");
  choice.offer([ROBUST, RUN]);
  choice.replace(isOwn, [{ ...RUN, key: "own-2" }, { ...RUN, key: "own-3" }]);
  assert.deepEqual(choice.models.map(({ key }) => key), ["robust", "own-2", "own-3"]);
});

test("what is gone is wanted no more", () => {
  const { choice } = begin({ model: "own-1", testSet: "strokes" });
  choice.forget(["own-7", "own-1"]);
  choice.offer([ROBUST, LECTURE]);
  assert.deepEqual(choice.named, { model: "robust", test_set: "strokes" });
  assert.equal(choice.wanted.model, undefined);
});
