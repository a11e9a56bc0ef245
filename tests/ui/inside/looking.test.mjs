import assert from "node:assert/strict";
import { test } from "node:test";

import { Looking } from "../../../mnistff/ui/inside/looking.mjs";

const VALUE = { model: "lecture", test_set: "mnist", count: 10_000, index: null, request: 0 };
const STROKES = [[[0.1, 0.2], [0.3, 0.4]]];

test("without a choice it looks at the first test image", () => {
  const question = new Looking(VALUE).question();
  assert.deepEqual(question, { index: 0, model: "lecture", test_set: "mnist", off: [], unit: null });
});

test("a drawing is taken once, until there is another one", () => {
  const looking = new Looking(VALUE);
  assert.equal(looking.takeDrawing([]), false);
  assert.equal(looking.takeDrawing(STROKES), true);
  assert.deepEqual(looking.question().strokes, STROKES);
  looking.source = { index: 5 };
  assert.equal(looking.takeDrawing(STROKES), false);
  assert.equal(looking.question().index, 5);
  assert.equal(looking.takeDrawing([]), true);
  assert.equal(looking.question().index, 5);
});

test("a drawing that was wiped off is looked at no more", () => {
  const looking = new Looking(VALUE);
  looking.takeDrawing(STROKES);
  looking.takeDrawing([]);
  assert.equal(looking.question().index, 0);
});

test("another model has all its units on; another test set may have fewer images", () => {
  const looking = new Looking(VALUE);
  looking.unit = 3;
  looking.toggle(3);
  looking.choose({ ...VALUE, test_set: "strokes", count: 2000 });
  assert.deepEqual(looking.question().off, [3]);
  looking.source = { index: 1999 };
  looking.choose({ ...VALUE, model: "robust", test_set: "strokes", count: 100 });
  assert.deepEqual(looking.question(), { index: 0, model: "robust", test_set: "strokes", off: [], unit: null });
});

test("an image that another tab opens is shown once", () => {
  const looking = new Looking(VALUE);
  const opened = { ...VALUE, index: 247, request: 17 };
  looking.choose(opened);
  assert.equal(looking.question().index, 247);
  looking.source = { index: 5 };
  looking.choose(opened);
  assert.equal(looking.question().index, 5);
});

test("units are switched, and the ten strongest that speak for the answer are found", () => {
  const looking = new Looking(VALUE);
  looking.toggle(4);
  looking.toggle(4);
  assert.equal(looking.off.size, 0);
  const added = [5, -9, 3, 0, ...Array(20).fill(1)];
  const order = added.map((_, unit) => unit).sort((a, b) => Math.abs(added[b]) - Math.abs(added[a]));
  assert.deepEqual(looking.nextTen({ order, added }), [0, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
  looking.toggle(0);
  assert.equal(looking.nextTen({ order, added }).includes(0), false);
});
