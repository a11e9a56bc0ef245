import assert from "node:assert/strict";
import { test } from "node:test";

import { Quiz } from "../../../mnistff/ui/mistakes/quiz.mjs";

// What the server says of an image of a 4 that lecture takes for a 9, and robust reads right.
const LECTURE = { index: 7, label: 4, prediction: 9, image: [0], model: "lecture", others: [["robust", 4]] };
const ROBUST = { ...LECTURE, prediction: 4, model: "robust", others: [["lecture", 9]] };

function on() {
  return Object.assign(new Quiz(), { isOn: true });
}

test("it asks of an image once, whether it was read right or not", () => {
  const quiz = on();
  for (const [index, look] of [LECTURE, ROBUST].entries()) {
    const asked = { ...look, index };
    assert.equal(quiz.mayShow("mnist", asked), false);
    quiz.answer("mnist", asked, 4);
    assert.equal(quiz.mayShow("mnist", asked), true);
  }
});

test("it does not ask while it is off, nor without the image", () => {
  assert.equal(new Quiz().mayShow("mnist", LECTURE), true);
  assert.equal(on().mayShow("mnist", { ...LECTURE, image: null }), true);
  assert.equal(on().mayShow("mnist", { ...LECTURE, image: null, waiting: true }), false);
});

test("a question stays the same when another network is chosen", () => {
  const quiz = on();
  assert.match(quiz.answer("mnist", ROBUST, 9), /^You said 9\. Right so far, of 1: you 0, robust 1, lecture 0\./);
  assert.equal(quiz.mayShow("mnist", LECTURE), true);
});

test("the same number in another test set is another image", () => {
  const quiz = on();
  quiz.answer("mnist", LECTURE, 4);
  assert.equal(quiz.mayShow("strokes", LECTURE), false);
});

test("it counts who was right, and how often visitor and network agreed", () => {
  const quiz = on();
  quiz.answer("mnist", LECTURE, 4);
  const said = quiz.answer("mnist", { ...ROBUST, index: 8 }, 9);
  assert.equal(said, "You said 9. Right so far, of 2: you 1, lecture 0, robust 2. You said what the network said 0 times.");
});
