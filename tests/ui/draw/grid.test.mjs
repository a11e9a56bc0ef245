import assert from "node:assert/strict";
import { test } from "node:test";

import { Grid } from "../../../mnistff/ui/draw/grid.mjs";

const FIELDS = [[240, 400], [366, 84], [420, 240], [90, 500]];
const COUNTS = [1, 2, 7, 8, 16, 100, 127, 128, 512, 800, 10_000];

test("every unit has its own place in the field, and is found there", () => {
  for (const [width, height] of FIELDS) {
    for (const count of COUNTS) {
      const grid = new Grid(count, width, height);
      const taken = new Set();
      for (let unit = 0; unit < count; unit++) {
        const [x, y] = grid.place(unit);
        assert.ok(x > 0 && x < width && y > 0 && y < height, `${count} in ${width}×${height}`);
        assert.equal(grid.at(x, y), unit);
        taken.add(`${x} ${y}`);
      }
      assert.equal(taken.size, count);
    }
  }
});

test("dots do not touch, and have about the same room both ways", () => {
  for (const [width, height] of FIELDS) {
    for (const count of COUNTS.filter((each) => each > 20)) {
      const { room, radius } = new Grid(count, width, height);
      assert.ok(2 * radius < Math.min(...room));
      assert.ok(Math.max(...room) / Math.min(...room) < 3, `${count} in ${width}×${height}: ${room}`);
    }
  }
});

test("the field is filled: a row is at most half empty", () => {
  for (const [width, height] of FIELDS) {
    const { columns, rows } = new Grid(128, width, height);
    assert.ok(columns * rows - 128 <= columns / 2);
  }
});

test("a field that has no size has places all the same", () => {
  for (const [width, height] of [[0, 0], [300, 0], [0, 300]]) assert.ok(new Grid(800, width, height).columns > 0);
});

test("a point beside the field is the nearest unit's", () => {
  const grid = new Grid(7, 100, 100);
  assert.equal(grid.at(-50, -50), 0);
  assert.equal(grid.at(500, 500), 6);
});

test("arrow keys go from unit to unit, and stay at the edges", () => {
  const grid = new Grid(8, 400, 200); // 4 columns, 2 rows
  assert.equal(grid.columns, 4);
  assert.equal(grid.step(0, [0, 1]), 1);
  assert.equal(grid.step(1, [1, 0]), 5);
  for (const [unit, step] of [[0, [0, -1]], [0, [-1, 0]], [3, [0, 1]], [4, [0, -1]], [7, [1, 0]]])
    assert.equal(grid.step(unit, step), unit);
});
