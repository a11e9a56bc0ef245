import assert from "node:assert/strict";
import { test } from "node:test";

import { Drawing, thinned } from "../../../mnistff/ui/shared/drawing.mjs";

const stroke = (length) => Array.from({ length }, (_, i) => [i / length, 0.5]);
const points = (strokes) => strokes.reduce((count, { length }) => count + length, 0);

test("a digit is sent as it is", () => {
  const digit = [stroke(300), stroke(2), stroke(1)];
  assert.deepEqual(thinned(digit), digit);
  assert.deepEqual(thinned([]), []);
});

test("of a scribble every stroke keeps its ends, and there are no more points than the server reads", () => {
  const scribble = [stroke(30_000), stroke(1), stroke(7)];
  const sent = thinned(scribble);
  assert.ok(points(sent) <= 5000);
  scribble.forEach((stroke, i) => {
    assert.deepEqual(sent[i][0], stroke[0]);
    assert.deepEqual(sent[i].at(-1), stroke.at(-1));
  });
});

test("of very many strokes the latest are sent", () => {
  const many = Array.from({ length: 2000 }, (_, i) => [[i, 0]]);
  const sent = thinned(many);
  assert.equal(sent.length, 500);
  assert.deepEqual(sent.at(-1), many.at(-1));
});

test("who listens is told of each change", () => {
  const drawing = new Drawing();
  const seen = [];
  drawing.onChange(() => seen.push(drawing.isEmpty));
  drawing.strokes.push(stroke(2));
  drawing.changed();
  drawing.clear();
  assert.deepEqual(seen, [false, true]);
});
