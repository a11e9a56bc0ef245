import assert from "node:assert/strict";
import { test } from "node:test";

import { Walk } from "../../../mnistff/ui/mistakes/walk.mjs";

const INDICES = [3, 8, 21, 40, 77];

function walked(walk, steps) {
  return Array.from({ length: steps }, () => walk.step(1).index);
}

test("it goes once through all of them, and then again in another order", () => {
  const walk = new Walk();
  walk.begin(INDICES);
  assert.equal(walk.place, "5 mistakes");
  const first = walked(walk, 5);
  assert.deepEqual([...first].sort((a, b) => a - b), INDICES);
  assert.equal(walk.place, "5 of 5");
  const { again } = walk.step(1);
  assert.equal(again, true);
  assert.equal(walk.place, "1 of 5");
});

test("it goes back, and not before the first", () => {
  const walk = new Walk(() => 0);
  walk.begin(INDICES);
  const [first, second] = walked(walk, 2);
  assert.notEqual(first, second);
  assert.equal(walk.isAtFirst, false);
  assert.deepEqual(walk.step(-1), { index: first, again: false });
  assert.equal(walk.isAtFirst, true);
  assert.equal(walk.step(-1).index, first);
});

test("it begins at the image that is shown, if that is one of them", () => {
  const walk = new Walk();
  walk.begin(INDICES, 21);
  assert.match(walk.place, /^[1-5] of 5$/);
  walk.goTo(4);
  assert.equal(walk.place, "5 mistakes");
});

test("every order may come", () => {
  const firsts = new Set();
  for (let i = 0; i < 200; i++) {
    const walk = new Walk();
    walk.begin(INDICES);
    firsts.add(walk.step(1).index);
  }
  assert.equal(firsts.size, INDICES.length);
});

test("without any there is nowhere to go", () => {
  const walk = new Walk();
  assert.equal(walk.step(1), undefined);
  walk.begin([]);
  assert.equal(walk.step(-1), undefined);
  assert.equal(walk.place, "");
});

test("the image that is shown is the first, so that the walk goes through all that are left", () => {
  const walk = new Walk();
  const all = [...Array(50).keys()];
  walk.begin(all, 17);
  assert.equal(walk.place, "1 of 50");
  const seen = new Set([17]);
  for (let step = 1; step < 50; step++) {
    const { index, again } = walk.step(1);
    assert.equal(again, false);
    seen.add(index);
  }
  assert.equal(seen.size, 50);
  assert.equal(walk.step(1).again, true);
});

test("an image of another list is none of its own, and comes before the first", () => {
  const walk = new Walk();
  walk.begin([1, 2, 3], 9);
  assert.deepEqual([walk.has(9), walk.has(2), walk.place], [false, true, "3 mistakes"]);
});
