import assert from "node:assert/strict";
import { test } from "node:test";

import { readNumber } from "../../../mnistff/ui/lecture/ask/number.mjs";

test("numbers are read as people write them", () => {
  const written = { 80.9: ["80.9", "80,9", " 80.9 "], 101770: ["101770", "101,770", "101 770", "101'770"], 0: ["0"], 0.5: ["0.5", "0,5"] };
  for (const [number, texts] of Object.entries(written))
    for (const text of texts) assert.equal(readNumber(text), Number(number), text);
  assert.equal(readNumber("1,000,000"), 1_000_000);
  assert.equal(readNumber("0,125"), 0.125);
});

test("all else is none", () => {
  for (const text of ["", " ", "four", "-5", "1e9", "1.2.3", "1,2,3", "50%", "12 34", "Infinity", "0x10"])
    assert.equal(readNumber(text), null, text);
});
