import assert from "node:assert/strict";
import { test } from "node:test";

import { isWanted } from "../../../mnistff/ui/state/choice.mjs";
import { areStrokes } from "../../../mnistff/ui/state/drawing.mjs";
import { areTexts, FOR_GOOD, isText, keep, readKept } from "../../../mnistff/ui/state/kept.mjs";
import { isLook } from "../../../mnistff/ui/state/looking.mjs";

const UNITS = { model: "lecture", template: null, unit: 3, off: [3, 5] };
const RIGHT = [
  [areStrokes, [[], [[[0, 0.5]]], [[[0, 1], [1, 0]], [[0.5, 0.5]]]]],
  [isLook, [UNITS, { ...UNITS, template: Array(784).fill(255), unit: null, off: [] }]],
  [isWanted, [{}, { model: "robust" }, { model: "own-x", testSet: "mnist" }]],
  [areTexts, [[], ["own-x"]]],
  [isText, ["", "x"]],
];
const WRONG = [
  [areStrokes, [5, {}, [[]], [[[1]]], [[[1, "a"]]], [5], "x"]],
  [isLook, [5, [], {}, { off: 3 }, { ...UNITS, template: "abc" }, { ...UNITS, template: [1] }, { ...UNITS, unit: -1 }, { ...UNITS, off: ["x"] }]],
  [isWanted, [{ model: 5 }, { testSet: {} }]],
  [areTexts, [5, {}, [null, 5], "x"]],
  [isText, [5, {}, null]],
];

function storage() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text) };
}

for (const name of ["sessionStorage", FOR_GOOD])
  Object.defineProperty(globalThis, name, { value: storage(), configurable: true });

test("what was kept is there again, if it is what it should be", () => {
  for (const [isRight, values] of RIGHT)
    for (const value of values) {
      keep("it", value);
      assert.deepEqual(readKept("it", isRight), value);
    }
});

test("what another version kept, or nobody, is as if there was nothing", () => {
  for (const [isRight, values] of WRONG)
    for (const value of values) {
      keep("it", value);
      assert.equal(readKept("it", isRight), null, JSON.stringify(value));
    }
  for (const [isRight] of WRONG) assert.equal(readKept("nothing", isRight), null);
  sessionStorage.setItem("mnistff it", "{");
  assert.equal(readKept("it", isText), null);
});

test("what is kept for good is kept apart", () => {
  keep("place", 1);
  keep("place", 2, FOR_GOOD);
  assert.deepEqual([readKept("place", Boolean), readKept("place", Boolean, FOR_GOOD)], [1, 2]);
});

test("what a browser does not keep is there for as long as the page", () => {
  const forbid = () => {
    throw new Error("forbidden");
  };
  const whole = Object.getOwnPropertyDescriptor(globalThis, "sessionStorage");
  for (const name of ["sessionStorage", FOR_GOOD]) Object.defineProperty(globalThis, name, { get: forbid, configurable: true });
  const strokes = [[[0, 1]]];
  assert.equal(keep("it", strokes), false);
  assert.equal(keep("it", 1, FOR_GOOD), false);
  strokes[0].push([1, 1]);
  assert.deepEqual(readKept("it", areStrokes), [[[0, 1]]]);
  assert.equal(readKept("it", Boolean, FOR_GOOD), 1);
  assert.equal(readKept("nothing", Boolean), null);
  Object.defineProperty(globalThis, "sessionStorage", whole);
  assert.deepEqual(readKept("it", areStrokes), [[[0, 1]]]); // it was full, and is not any more
  assert.equal(keep("it", []), true);
  assert.deepEqual(readKept("it", areStrokes), []);
});
