import assert from "node:assert/strict";
import { test } from "node:test";

import { Drawing } from "../../../mnistff/ui/state/drawing.mjs";
import { Looking } from "../../../mnistff/ui/state/looking.mjs";

const STROKES = [[[0.1, 0.2], [0.3, 0.4]]];
const EMPTY = new Drawing();
const DRAWN = new Drawing(STROKES);

test("it looks at the drawing, if there is one, unless a test image is opened", () => {
  const looking = new Looking();
  assert.equal(looking.question(EMPTY), null);
  assert.deepEqual(looking.question(DRAWN), { strokes: STROKES, off: [], unit: null });
  looking.showImage("mnist", 247);
  for (const drawing of [EMPTY, DRAWN])
    assert.deepEqual(looking.question(drawing), { test_set: "mnist", index: 247, off: [], unit: null });
  looking.showDrawing();
  assert.deepEqual(looking.question(DRAWN).strokes, STROKES);
});

test("an image to be traced is not looked at, and goes when a test image is opened", () => {
  const looking = new Looking();
  looking.showImage("mnist", 247);
  looking.trace([1, 2, 3]);
  assert.equal(looking.question(EMPTY), null);
  looking.showImage("mnist", 247);
  assert.equal(looking.template, null);
});

test("who listens is told of each change, and of nothing else", () => {
  const looking = new Looking();
  let told = 0;
  looking.onChange(() => (told += 1));
  looking.showDrawing();
  looking.choose(null);
  assert.equal(told, 0);
  looking.showImage("mnist", 1);
  looking.showImage("mnist", 1);
  looking.choose(5);
  looking.choose(5);
  looking.toggle(5);
  looking.switchAllOn();
  assert.equal(told, 4);
});

test("another network has all its units on, and none chosen", () => {
  const looking = new Looking();
  looking.ofModel("lecture");
  looking.choose(3);
  looking.toggle(3);
  const again = new Looking(JSON.parse(JSON.stringify(looking.kept))); // after a reload
  for (const each of [looking, again]) {
    each.ofModel("lecture");
    assert.deepEqual(each.question(DRAWN), { strokes: STROKES, off: [3], unit: 3 });
  }
  looking.ofModel("robust");
  assert.deepEqual(looking.question(DRAWN), { strokes: STROKES, off: [], unit: null });
});

test("units are switched, and the ten strongest that speak for the answer are found", () => {
  const looking = new Looking();
  looking.toggle(4);
  looking.toggle(4);
  assert.equal(looking.off.size, 0);
  const added = [5, -9, 3, 0, ...Array(20).fill(1)];
  const order = added.map((_, unit) => unit).sort((a, b) => Math.abs(added[b]) - Math.abs(added[a]));
  assert.deepEqual(looking.nextTen({ order, added }), [0, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
  looking.switchOff([0, 2]);
  assert.deepEqual(looking.nextTen({ order, added }), [4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});
