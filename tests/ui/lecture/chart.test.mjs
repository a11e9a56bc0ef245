import assert from "node:assert/strict";
import { test } from "node:test";

import { BOTTOM, HEIGHT, LEFT, RIGHT, scales, TOP, WIDTH } from "../../../mnistff/ui/lecture/chart.mjs";

const LINES = [[0.4, 0.2, 0.1], [0.3, 0.2, 0.2]];
const chart = { getBoundingClientRect: () => ({ left: 100, top: 50, width: WIDTH / 2, height: HEIGHT / 2 }) };

test("the axes hold all values", () => {
  const { epochs, most, x, y } = scales(LINES);
  assert.deepEqual([epochs, most], [3, 0.4]);
  assert.deepEqual([x(0), x(2)], [LEFT, WIDTH - RIGHT]);
  assert.deepEqual([y(0.4), y(0)], [TOP, HEIGHT - BOTTOM]);
});

test("where somebody points is an epoch and a value, inside the axes", () => {
  const scale = scales(LINES);
  const point = (epoch, value) => ({ clientX: 100 + scale.x(epoch) / 2, clientY: 50 + scale.y(value) / 2 });
  const { epoch, value } = scale.at(chart, point(1, 0.1));
  assert.equal(epoch, 1);
  assert.ok(Math.abs(value - 0.1) < 1e-9);
  assert.deepEqual(scale.at(chart, { clientX: -999, clientY: 9999 }), { epoch: 0, value: 0 });
  assert.deepEqual(scale.at(chart, { clientX: 9999, clientY: -999 }), { epoch: 2, value: 0.4 });
});

test("one epoch has its place too", () => {
  const { x } = scales([[0.5]]);
  assert.equal(x(0), LEFT);
});
