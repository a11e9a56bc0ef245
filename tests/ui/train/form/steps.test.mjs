import assert from "node:assert/strict";
import test from "node:test";
import { stepped } from "../../../../mnistff/ui/train/form/steps.mjs";

const RATE = { low: 1e-6, high: 100, steps: "thirds" };
const IMAGES = { low: 100, high: 60_000, steps: "thirds" };
const UNITS = { low: 8, high: 512, steps: "doubles" };
const EPOCHS = { low: 1, high: 20, steps: "ones" };

test("a learning rate goes from 0.001 to 0.003 to 0.01, and back", () => {
  const up = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];
  for (let n = 1; n < up.length; n++) {
    assert.equal(stepped(up[n - 1], true, RATE), up[n]);
    assert.equal(stepped(up[n], false, RATE), up[n - 1]);
  }
});

test("from between two of them it goes to the nearest", () => {
  assert.deepEqual([stepped(0.002, true, RATE), stepped(0.002, false, RATE)], [0.003, 0.001]);
  assert.deepEqual([stepped(100, true, UNITS), stepped(100, false, UNITS)], [128, 64]);
  assert.deepEqual([stepped(2.5, true, EPOCHS), stepped(2.5, false, EPOCHS)], [3, 2]);
});

test("it stays within the limits, and comes back to them", () => {
  assert.equal(stepped(100, true, RATE), 100);
  assert.equal(stepped(1e-6, false, RATE), 1e-6);
  assert.equal(stepped(30_000, true, IMAGES), 60_000);
  assert.equal(stepped(60_000, false, IMAGES), 30_000);
  assert.equal(stepped(512, true, UNITS), 512);
  assert.equal(stepped(8, false, UNITS), 8);
  assert.equal(stepped(1e9, false, EPOCHS), 19);
  for (const field of [RATE, IMAGES, UNITS, EPOCHS])
    for (const value of [null, 0, -5]) assert.equal(stepped(value, true, field), field.low);
});
