import assert from "node:assert/strict";
import test from "node:test";
import { ticks } from "../../../../mnistff/ui/train/runs/chart.mjs";
import { columnsFor } from "../../../../mnistff/ui/train/runs/tiles.mjs";

test("ticks are round numbers around all values", () => {
  assert.deepEqual(ticks(0, 2.3, 4), [0, 1, 2, 3]);
  assert.deepEqual(ticks(0, 0.1, 4), [0, 0.05, 0.1]);
  assert.deepEqual(ticks(0.9, 1, 4), [0.9, 0.95, 1]);
  assert.deepEqual(ticks(0, 20, 5), [0, 5, 10, 15, 20]);
  assert.deepEqual(ticks(0, 1, 1), [0, 1]);
  for (const [low, high] of [[0, 0], [0, 1e-7], [0.113, 1], [0, 4811], [0, 1e30]]) {
    const found = ticks(low, high, 4);
    assert.ok(found.length >= 1 && found.length <= 7, found);
    assert.ok(found[0] <= low && found.at(-1) >= high * 0.999999);
    assert.equal(new Set(found).size, found.length);
  }
});

test("so many tiles fit into a place, in rows of powers of two", () => {
  assert.deepEqual([8, 16, 17, 64].map((count) => columnsFor(count, 4)), [8, 8, 16, 16]);
  assert.deepEqual([8, 16, 17, 64].map((count) => columnsFor(count, 1)), [4, 4, 8, 8]);
});
