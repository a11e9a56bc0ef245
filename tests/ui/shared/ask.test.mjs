import assert from "node:assert/strict";
import { test } from "node:test";

import { Asker, pause, UNREACHABLE, within } from "../../../mnistff/ui/shared/ask.mjs";

const never = () => new Promise(() => {});
const fails = async () => {
  throw new Error("no network");
};

test("what fails, says nothing or takes too long is no answer", async () => {
  assert.equal(await within(60, async () => 5), 5);
  assert.equal(await within(60, fails), undefined);
  assert.equal(await within(60, async () => undefined), undefined);
  assert.equal(await within(0.01, never), undefined);
});

test("it asks again until there is an answer, and says meanwhile that there is none", async () => {
  const replies = [fails, async () => undefined, async () => ({ label: 7 })];
  const told = [];
  const shown = [];
  const answered = await new Asker((sentence) => told.push(sentence), 1).ask(() => replies.shift()(), (reply) => shown.push(reply));
  assert.equal(answered, true);
  assert.deepEqual(told, [UNREACHABLE, UNREACHABLE]);
  assert.deepEqual(shown, [{ label: 7 }]);
});

test("it asks again while the answer says that it waits for something", async () => {
  const replies = [{ waiting: true, note: "1 of 11 MB" }, { waiting: true, note: "9 of 11 MB" }, { note: "" }];
  const notes = [];
  await new Asker(assert.fail, 1).ask(async () => replies.shift(), ({ note }) => notes.push(note));
  assert.deepEqual(notes, ["1 of 11 MB", "9 of 11 MB", ""]);
});

test("the latest question counts, whichever is answered first", async () => {
  const asker = new Asker(assert.fail, 1);
  const shown = [];
  const show = (reply) => shown.push(reply);
  let answerFirst;
  const first = asker.ask(() => new Promise((done) => (answerFirst = done)), show);
  assert.equal(await asker.ask(async () => "second", show), true);
  answerFirst("first");
  assert.equal(await first, false);
  assert.deepEqual(shown, ["second"]);
});

test("a question that is followed by another is not asked again", async () => {
  const asker = new Asker(() => {}, 1);
  let asked = 0;
  const waiting = asker.ask(async () => void (asked += 1), assert.fail);
  await pause(20);
  asker.forget();
  assert.equal(await waiting, false);
  const before = asked;
  await pause(20);
  assert.ok(before > 1);
  assert.equal(asked, before);
});

test("a mistake in what shows an answer is seen as one, and not as a lost server", async () => {
  const told = [];
  const asking = new Asker((sentence) => told.push(sentence), 1).ask(
    async () => ({ lable: 7 }),
    ({ label }) => label.toFixed(),
  );
  await assert.rejects(asking, TypeError);
  assert.deepEqual(told, []);
});
