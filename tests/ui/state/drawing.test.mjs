import assert from "node:assert/strict";
import { test } from "node:test";

import { Drawing, thinned } from "../../../mnistff/ui/state/drawing.mjs";

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

test("a stroke keeps what can be told apart, and ends where the pen is", () => {
  const drawing = new Drawing();
  drawing.begin([0, 0]);
  const path = Array.from({ length: 10_000 }, (_, i) => [i / 10_000, 0]); // ten seconds of a fast mouse
  for (const point of path) drawing.extend([point]);
  const [kept] = drawing.strokes;
  assert.ok(kept.length < 300, `${kept.length}`);
  assert.deepEqual([kept[0], kept.at(-1)], [[0, 0], path.at(-1)]);
  const gaps = kept.slice(1).map(([x], i) => x - kept[i][0]);
  assert.ok(Math.max(...gaps) < 0.005);
});

test("a slow pen is followed as well as a fast one", () => {
  const drawing = new Drawing();
  drawing.begin([0.5, 0.5]);
  drawing.extend([[0.501, 0.5]]);
  drawing.extend([[0.502, 0.5]]);
  assert.deepEqual(drawing.strokes, [[[0.5, 0.5], [0.502, 0.5]]]);
  drawing.extend([[0.9, 0.5], [0.9, 0.9]]);
  assert.deepEqual(drawing.strokes[0].slice(1), [[0.502, 0.5], [0.9, 0.5], [0.9, 0.9]]);
});

test("Undo takes back a stroke, what Clear took, and what an example took the place of", () => {
  const drawing = new Drawing();
  const draw = (x) => {
    drawing.begin([x, 0]);
    drawing.extend([[x, 1]]);
  };
  const seen = () => drawing.strokes.map(([[x]]) => x);
  draw(0.1);
  draw(0.2);
  drawing.clear();
  drawing.clear(); // nothing more is there to be taken
  assert.deepEqual([seen(), drawing.canUndo], [[], true]);
  drawing.undo();
  assert.deepEqual(seen(), [0.1, 0.2]);
  drawing.restart();
  drawing.strokes.push([[0.9, 0]]);
  drawing.undo();
  assert.deepEqual(seen(), [0.1, 0.2]);
  drawing.undo();
  assert.deepEqual(seen(), [0.1]);
  drawing.undo();
  assert.deepEqual([seen(), drawing.canUndo], [[], false]);
});

test("of a drawing from before a reload Undo takes stroke by stroke", () => {
  const drawing = new Drawing([stroke(2), stroke(3)]);
  drawing.undo();
  assert.equal(drawing.strokes.length, 1);
});
