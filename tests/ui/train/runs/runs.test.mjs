import assert from "node:assert/strict";
import test from "node:test";
import { COLOURS, recordAt, Runs } from "../../../../mnistff/ui/train/runs/runs.mjs";

const RECORDS = [
  [0.5, 2, 1, 0.5],
  [1, 1, 0.5, 0.75],
];
const answers = (...epochs) => epochs.map((epoch) => [epoch, Array(10).fill(epoch)]);
const training = (records = RECORDS, epochs = 1) => ({ name: "run 1", epochs, records, answers: answers(0, 0.5, 1) });
const run = (key, epochs = 1) => ({ key, name: key, epochs, records: RECORDS });

test("a record is read at an epoch: the last until then, the first before it, the end without one", () => {
  assert.equal(recordAt(RECORDS, 0.7), RECORDS[0]);
  assert.equal(recordAt(RECORDS, 0.1), RECORDS[0]);
  assert.equal(recordAt(RECORDS, 5), RECORDS[1]);
  assert.equal(recordAt(RECORDS, null), RECORDS[1]);
  assert.equal(recordAt([], 1), undefined);
});

test("a training becomes a run, and keeps its colour and what it answered", () => {
  const runs = new Runs();
  runs.keep([run("a")]);
  runs.follow(training(), "an image");
  assert.equal(runs.all.length, 2);
  const [colour, answer] = [runs.colour(""), runs.answer];
  assert.notEqual(colour, runs.colour("a"));
  runs.keep([run("a"), run("b")]);
  assert.equal(runs.all.length, 2);
  assert.equal(runs.colour("b"), colour);
  assert.deepEqual(runs.answer, answer);
  assert.equal(answer.image, "an image");
});

test("a training that is not kept stays until the next one begins", () => {
  const runs = new Runs();
  runs.follow(training(), null);
  runs.keep([]);
  assert.equal(runs.all.length, 1);
  runs.follow(training([]), null);
  assert.equal(runs.all.length, 1);
  assert.deepEqual(runs.told.records, []);
});

test("answers are read at the epoch: by chance before the first step", () => {
  const runs = new Runs();
  runs.follow(training(), null);
  assert.equal(runs.answer.epoch, 1);
  runs.readAt(0.6);
  assert.equal(runs.answer.epoch, 0.5);
  runs.readAt(0);
  assert.deepEqual(runs.answer.probabilities, Array(10).fill(0));
});

test("what is hidden has no curve, and is not what is told of", () => {
  const runs = new Runs();
  runs.keep([run("a", 20), run("b", 2)]);
  assert.equal(runs.epochs, 20);
  assert.equal(runs.told.key, "b");
  runs.toggle("a");
  assert.equal(runs.epochs, 2);
  runs.toggle("b");
  assert.equal(runs.told, undefined);
  assert.equal(runs.answer, undefined);
  assert.equal(runs.epochs, 10);
  runs.toggle("a");
  assert.deepEqual(runs.shown.map(({ key }) => key), ["a"]);
});

test("the runs that are kept and a training have colours of their own, whichever went", () => {
  const runs = new Runs();
  const colours = () => new Set(runs.all.map(({ key }) => runs.colour(key))).size;
  let kept = [];
  for (let n = 0; n < 3 * COLOURS; n++) {
    runs.follow({ ...training(), name: `run ${n}` }, null);
    assert.equal(colours(), runs.all.length);
    kept = [...kept.filter((_, at) => kept.length < COLOURS - 1 || at !== n % 3), run(`run ${n}`)];
    runs.keep(kept);
    assert.equal(colours(), runs.all.length);
  }
  assert.equal(kept.length, COLOURS - 1);
});

test("a training that is hidden stays so while it goes on, and the next one is seen", () => {
  const runs = new Runs();
  runs.follow(training(), null);
  runs.toggle("");
  runs.readAt(0.5);
  runs.follow(training(), null);
  assert.deepEqual([runs.shown.length, runs.epoch], [0, 0.5]);
  runs.follow({ ...training([]), name: "run 2" }, null);
  assert.deepEqual([runs.shown.length, runs.epoch], [1, null]);
});

test("whoever shows it is told of each change", () => {
  const runs = new Runs();
  let told = 0;
  runs.onChange(() => told++);
  runs.follow(training(), null);
  runs.keep([run("a")]);
  runs.toggle("a");
  runs.readAt(0.5);
  runs.readAt(0.5); // nothing changes
  assert.equal(told, 4);
});
