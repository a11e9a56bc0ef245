import assert from "node:assert/strict";
import { test } from "node:test";

import { ofActivations, ofLogits, ofSoftmax, ofSums, ofUnit } from "../../../mnistff/ui/inside/words.mjs";

// A network of two hidden units and two outputs, worked out by hand.
const LOOK = {
  digit: 0,
  other: 1,
  sums: [2, -1],
  added: [3, 0],
  order: [0, 1],
  bias: -0.5,
  logits: [1.5, -1],
  probabilities: [0.924, 0.076],
  unit: {
    number: 0,
    bias: 0.25,
    terms: [{ row: 3, column: 4, weight: 2, pixel: 0.75 }],
    rest: 0.25,
    rest_count: 1,
    outgoing: [1, -0.5],
  },
};

test("a unit that is off passes nothing on, and takes its part from the lead", () => {
  const said = ofUnit(LOOK, new Set([0]));
  assert.equal(said, "Its sum is 2.00, but it is switched off and passes nothing on: that takes +3.00 from the lead of 0 over 1.");
});

test("a unit's part in the lead is spelt out", () => {
  assert.equal(
    ofUnit(LOOK, new Set()),
    "Its sum is 2.00, so it passes on 2.00. Times its weights to 0 and 1, 2.00 · (1.00 + 0.50), it adds +3.00 to the lead of 0 over 1.",
  );
  assert.match(ofSums(LOOK), /Unit 0, its bias first, then its largest terms: 0\.25 \+ 2\.00 · 0\.75 \+ 0\.25 \(1 more\) = 2\.00\./);
});

test("what is switched off passes nothing on and votes no more", () => {
  assert.equal(ofActivations(LOOK, new Set()), "1 units pass something on, 1 give 0. Unit 0: max(0, 2.00) = 2.00.");
  assert.match(ofActivations(LOOK, new Set([0])), /Unit 0: switched off, so 0\. Switched off, and so 0 whatever their sum: 1\.$/);
  assert.match(ofLogits(LOOK, new Set()), /= 2\.50: −0\.50 \(the biases\) \+ 3\.00 \(unit 0\) \+ 0\.00 \(unit 1\)/);
  assert.doesNotMatch(ofLogits(LOOK, new Set([0])), /unit 0\)/);
});

test("the softmax's table has a row for each digit", () => {
  assert.deepEqual(ofSoftmax(LOOK), [
    [0, "1.50", "1.0000", "92.40%"],
    [1, "−1.00", "0.0821", "7.60%"],
  ]);
});

test("no probability is quite 1 or 0", () => {
  const rows = ofSoftmax({ logits: [20, 0, -20], probabilities: [0.99997, 0.00002, 0.5] });
  assert.deepEqual(rows.map((row) => row.at(-1)), [">99.99%", "<0.01%", "50.00%"]);
});
