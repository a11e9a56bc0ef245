import assert from "node:assert/strict";
import { test } from "node:test";

import { asLines, newOnes, readLines } from "../../../mnistff/ui/yours/lines.mjs";

const SEVEN = { writer: "ann", label: 7, strokes: [[[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]]] };
const ONE = { writer: "Bén 2", label: 1, strokes: [[[500, 20], [480, 800]], [[1, 1]]] };

test("what is written to a file is read from it", () => {
  const text = asLines([SEVEN, ONE]);
  assert.equal(text.split("\n").length, 3);
  assert.deepEqual(readLines(text), [SEVEN, ONE]);
  assert.deepEqual(readLines(`\uFEFF${text.replaceAll("\n", "\r\n\n")}`), [SEVEN, ONE]); // as Windows may save it
});

test("more is in a line than a digit: it is left out", () => {
  assert.deepEqual(readLines(JSON.stringify({ ...SEVEN, site: "x" })), [SEVEN]);
});

test("a line that is no digit is named", () => {
  const bad = [
    "seven",
    "7",
    "null",
    "[]",
    JSON.stringify({ ...SEVEN, label: 10 }),
    JSON.stringify({ ...SEVEN, label: "7" }),
    JSON.stringify({ ...SEVEN, writer: "" }),
    JSON.stringify({ ...SEVEN, writer: "a\nb" }),
    JSON.stringify({ ...SEVEN, writer: "x".repeat(101) }),
    JSON.stringify({ ...SEVEN, strokes: [] }),
    JSON.stringify({ ...SEVEN, strokes: [[]] }),
    JSON.stringify({ ...SEVEN, strokes: [null] }),
    JSON.stringify({ ...SEVEN, strokes: ["ab"] }),
    JSON.stringify({ ...SEVEN, strokes: [[[0, null]]] }),
    JSON.stringify({ ...SEVEN, strokes: "ab" }),
    '{"writer": "ann", "label": 7, "strokes": [[[0, 1e999]]]}',
    '{"writer": "ann", "label": 7, "strokes": [[[0, 0], [1e300, 1]]]}',
  ];
  for (const line of bad) assert.throws(() => readLines(`${asLines([SEVEN])}\n${line}\n`), /^Error: Line 3: this is no digit/, line);
  for (const text of ["", "\n \n"]) assert.throws(() => readLines(text), /There is no digit in it/);
});

test("a file that is loaded twice brings nothing new", () => {
  const loaded = readLines(asLines([SEVEN, ONE]));
  assert.deepEqual(newOnes(loaded, [SEVEN]), [ONE]);
  assert.deepEqual(newOnes(loaded, loaded), []);
  assert.deepEqual(newOnes([...loaded, ...loaded], []), loaded);
});

test("a line of very many points takes a moment", () => {
  const zigzag = Array.from({ length: 50_000 }, (_, at) => [at, (at % 2) * 50_000]);
  const began = performance.now();
  const [digit] = readLines(asLines([{ ...ONE, strokes: [zigzag] }]));
  assert.ok(digit.strokes[0].length <= 4001);
  assert.ok(performance.now() - began < 5000);
});
