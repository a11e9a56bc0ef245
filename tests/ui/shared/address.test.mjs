import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Address, readAddress, writeQuery } from "../../../mnistff/ui/shared/address.mjs";

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

// An address whose time is told by the test, and what is written, as a query; `replaceState` may be another.
function begin(replaceState) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const written = [];
  const leaves = [];
  const write = (state, title, address) => {
    written.push(address);
    globalThis.location.search = address.startsWith("?") ? address : "";
  };
  Object.assign(globalThis, {
    window: globalThis,
    parent: globalThis,
    location: { search: "", pathname: "/" },
    history: { state: null, replaceState: replaceState ?? write },
    addEventListener: (event, act) => leaves.push(act),
  });
  const address = new Address("draw", {});
  return { address, written, leave: () => leaves.forEach((act) => act()) };
}

test("while a key is held the address is written when it rests", () => {
  const { address, written } = begin();
  address.open("mistakes");
  for (let press = 0; press < 100; press++) {
    address.name("mistakes", { mistake: `mnist-${press}` });
    mock.timers.tick(33);
  }
  assert.deepEqual(written, []);
  mock.timers.tick(200);
  assert.deepEqual(written, ["?mistake=mnist-99"]);
  mock.timers.tick(10_000);
  assert.equal(written.length, 1);
});

test("the tab that is open is named, whichever was named last", () => {
  const { address, written } = begin();
  address.open("mistakes");
  address.name("mistakes", { mistake: "mnist-1" });
  address.open("lecture");
  address.name("lecture", { step: 7 });
  mock.timers.tick(1000);
  address.name("mistakes", { mistake: "mnist-2" });
  mock.timers.tick(1000);
  assert.deepEqual(written, ["?step=7"]);
  address.open("mistakes");
  mock.timers.tick(1000);
  address.open("matrix");
  mock.timers.tick(1000);
  address.open("draw");
  mock.timers.tick(1000);
  assert.deepEqual(written, ["?step=7", "?mistake=mnist-2", "?tab=matrix", "/"]);
});

test("what waits to be written is not lost when the page is left", () => {
  const { address, written, leave } = begin();
  address.open("mistakes");
  address.name("mistakes", { mistake: "mnist-1" });
  leave();
  assert.deepEqual(written, ["?mistake=mnist-1"]);
});

test("where the address may not be written the page goes on", () => {
  let tried = 0;
  const { address } = begin(() => {
    tried += 1;
    throw new DOMException("The quota is used up", "SecurityError");
  });
  address.open("mistakes");
  for (const index of [1, 2]) {
    address.name("mistakes", { mistake: `mnist-${index}` });
    mock.timers.tick(1000);
  }
  assert.equal(tried, 2);
});
