import assert from "node:assert/strict";
import { test } from "node:test";

import { cut, isRight } from "../../../mnistff/ui/lecture/memory/blanks.mjs";

const together = (parts) => parts.map(({ text, answer }) => text ?? answer).join("");

test("white space and the kind of quotes do not matter, all else does", () => {
  assert.ok(isRight(" view( -1,784 ) ", "view(-1, 784)"));
  assert.ok(isRight('cmap="gray"', "cmap='gray'"));
  for (const wrong of ["", "View(-1, 784)", "view(1, 784)", "view(-1, 784"]) assert.ok(!isRight(wrong, "view(-1, 784)"));
});

test("a word is left out wherever it stands, as a whole word", () => {
  const code = "plt.plot(plot, plotted)\nsum(x)";
  const parts = cut(code, ["plot", "sum"]);
  assert.deepEqual(parts.filter(({ answer }) => answer).map(({ answer }) => answer), ["plot", "plot", "sum"]);
  assert.equal(together(parts), code);
});

test("signs are meant as they are, and the longer of two words is left out", () => {
  const code = "view(-1, 784) + view";
  assert.deepEqual(cut(code, ["view", "view(-1, 784)"]), [{ answer: "view(-1, 784)" }, { text: " + " }, { answer: "view" }]);
});

test("code that begins with a blank begins with it", () => {
  assert.deepEqual(cut("model.to(x)", ["model.to"]), [{ answer: "model.to" }, { text: "(x)" }]);
});
