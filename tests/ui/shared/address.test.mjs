import assert from "node:assert/strict";
import { test } from "node:test";

import { readAddress, writeQuery } from "../../../mnistff/ui/shared/address.mjs";

test("an address names a mistake and a step", () => {
  const { mistake, named } = readAddress("?mistake=mnist-247&model=lecture");
  assert.deepEqual(mistake, { testSet: "mnist", index: 247 });
  assert.deepEqual(named, { mistakes: { mistake: "mnist-247", model: "lecture" } });
  assert.equal(readAddress("?step=12&tab=lecture").step, 12);
  assert.deepEqual(readAddress("?step=12&__theme=dark").named, { lecture: { step: "12" } });
  assert.deepEqual(readAddress("?tab=matrix&model=robust").named, { matrix: { tab: "matrix", model: "robust" } });
  for (const query of ["", "?mistake=", "?mistake=247", "?mistake=mnist--1", "?step=1e3", "?step=", "?model=robust"])
    assert.deepEqual(readAddress(query), { mistake: undefined, step: undefined, named: {} }, query);
});

test("what is named takes the place of what was, and the rest stays", () => {
  assert.equal(writeQuery("?__theme=dark&mistake=mnist-1&model=robust", { step: 3 }), "?__theme=dark&step=3");
  assert.equal(writeQuery("?step=3", { tab: "matrix" }), "?tab=matrix");
  assert.equal(writeQuery("?tab=matrix", {}), "");
  assert.equal(writeQuery("?view=x&tab=matrix", {}), "?view=x");
});

test("what is written is read again", () => {
  const query = writeQuery("", { mistake: "strokes-12", model: "ann/digits@0123abc" });
  assert.deepEqual(readAddress(query).mistake, { testSet: "strokes", index: 12 });
  assert.equal(new URLSearchParams(query).get("model"), "ann/digits@0123abc");
});
