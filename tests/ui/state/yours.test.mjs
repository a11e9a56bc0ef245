import assert from "node:assert/strict";
import { test } from "node:test";

import { areDigits, MOST, Yours } from "../../../mnistff/ui/state/yours.mjs";

const digit = (label, points = 2) => ({ writer: "ann", label, strokes: [Array.from({ length: points }, (_, at) => [at / 7, 0.5])] });
const digits = (count, points) => Array.from({ length: count }, (_, at) => digit(at % 10, points));

// A server that names what it was given by how many there are.
function serverOf(yours) {
  const parts = [];
  yours.take = async (part) => {
    parts.push(part);
    return { name: `yours-${parts.reduce((sum, each) => sum + each.digits.length, 0)}` };
  };
  return parts;
}

test("they are sent in parts, each after those before", async () => {
  const yours = new Yours(digits(20));
  const parts = serverOf(yours);
  assert.equal(await yours.send(), "");
  assert.deepEqual(parts.map((part) => part.digits.length), [8, 8, 4]);
  assert.deepEqual(parts.map((part) => part.after), [null, "yours-8", "yours-16"]);
  assert.equal(yours.name, "yours-20");
});

test("no part has more letters than a question may have, but for what a single digit has", async () => {
  const yours = new Yours(digits(10, 4000));
  const parts = serverOf(yours);
  await yours.send();
  const nameless = yours.digits.map(({ label, strokes }) => ({ label, strokes }));
  assert.deepEqual(parts.flatMap((part) => part.digits), nameless);
  assert.equal(parts.length, 5);
  for (const part of parts) assert.ok(JSON.stringify(part).length < 250_000);
});

test("who asks while they are on their way waits for the same, and for those that came meanwhile", async () => {
  const yours = new Yours(digits(4));
  const parts = serverOf(yours);
  const sent = [yours.send(), yours.send()];
  yours.add(digits(3));
  assert.equal(yours.name, null);
  await Promise.all(sent);
  assert.deepEqual(parts.map((part) => part.digits.length), [4, 7]);
  assert.equal(yours.name, "yours-11");
});

test("what is wrong with them is told, and no answer is no name", async () => {
  const yours = new Yours(digits(1));
  yours.take = async () => ({ error: "Digit 1: no." });
  assert.equal(await yours.send(), "Digit 1: no.");
  yours.take = async () => undefined;
  await assert.rejects(yours.send());
  assert.equal(yours.name, null);
  serverOf(yours);
  assert.equal(await yours.send(), "");
});

test("other digits are another version, without a name", () => {
  const yours = new Yours(digits(2));
  let changes = 0;
  yours.onChange(() => (changes += 1));
  const versions = new Set([yours.version]);
  for (const act of [() => yours.add(digits(1)), () => yours.forget()]) {
    yours.name = "yours-2";
    act();
    assert.equal(yours.name, null);
    versions.add(yours.version);
  }
  assert.equal(versions.size, 3);
  assert.equal(changes, 2);
  yours.add(digits(MOST + 5));
  assert.equal(yours.digits.length, MOST);
});

test("a writer gets another name, and nobody else does; the digits are the same", () => {
  const yours = new Yours([digit(1), { ...digit(2), writer: "ben" }]);
  const { version } = yours;
  yours.rename("ann", "cat");
  assert.equal(yours.version, version);
  assert.deepEqual(yours.digits.map(({ writer }) => writer), ["cat", "ben"]);
});

test("half of them may join once some digit was written twice", () => {
  assert.equal(new Yours(digits(10)).canJoin, false);
  assert.equal(new Yours(digits(11)).canJoin, true);
  assert.equal(new Yours([]).canJoin, false);
});

test("what was kept and is no list of digits is none", () => {
  assert.ok(areDigits([]) && areDigits(digits(MOST)));
  assert.ok(!areDigits(digits(MOST + 1)) && !areDigits([{}]) && !areDigits([null]) && !areDigits({}));
});
