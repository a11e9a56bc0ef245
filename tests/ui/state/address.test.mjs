import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Address, readAddress, readCell, readImage } from "../../../mnistff/ui/state/address.mjs";

const TABS = ["draw", "lecture", "matrix", "mistakes"];

test("a query names a tab by what is opened in it, or by its name", () => {
  assert.deepEqual(readAddress("?mistake=mnist-247&model=lecture"), {
    tab: "mistakes",
    named: { mistake: "mnist-247", model: "lecture" },
  });
  assert.deepEqual(readAddress("?step=12&tab=matrix&__theme=dark"), { tab: "lecture", named: { step: "12" } });
  assert.deepEqual(readAddress("?tab=matrix&model=robust"), { tab: "matrix", named: { model: "robust" } });
  assert.deepEqual(readAddress("?view=x"), { tab: undefined, named: {} });
});

test("an image is named by its test set and number, a cell by two labels, of which one may be left out", () => {
  assert.deepEqual({ ...readImage("mnist-247") }, { testSet: "mnist", index: 247 });
  for (const text of [undefined, "", "mnist", "247", "mnist-1e3", "mnist--1", "mnist-x", `mnist-${"9".repeat(40)}`, "mnist-"])
    assert.equal(readImage(text), null, text);
  assert.deepEqual(readCell("strokes-4-9"), { testSet: "strokes", cell: { true: 4, predicted: 9 } });
  assert.deepEqual(readCell("mnist--9").cell, { true: null, predicted: 9 });
  assert.deepEqual(readCell("mnist-0-").cell, { true: 0, predicted: null });
  for (const text of [undefined, "", "mnist-4", "mnist-10-1", "mnist-a-1"]) assert.equal(readCell(text), null, text);
});

// A browser's history, whose time is told by the test; `address` goes on in it, and `go` opens a tab as a click does.
function begin(search = "", forbid = () => {}) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const listeners = { popstate: [], pagehide: [] };
  const entries = [search];
  let at = 0;
  const show = (address) => (globalThis.location.search = address.startsWith("?") ? address : "");
  const history = {
    state: null,
    pushState(state, title, address) {
      forbid();
      entries.splice(++at, Infinity, address);
      show(address);
    },
    replaceState(state, title, address) {
      forbid();
      entries[at] = address;
      show(address);
    },
  };
  Object.assign(globalThis, {
    window: globalThis,
    parent: globalThis,
    location: { search, pathname: "/" },
    history,
    addEventListener: (event, act) => listeners[event].push(act),
  });
  const prepared = [];
  const address = new Address("draw", (named) => prepared.push(named));
  const opened = [];
  const go = (tab) => {
    if (opened.at(-1) !== tab) opened.push(tab);
    address.open(tab);
  };
  const happen = (event) => listeners[event].forEach((act) => act());
  const travel = (by) => {
    at += by;
    show(entries[at]);
    happen("popstate");
  };
  return { address, entries, opened, go, prepared, travel, leave: () => happen("pagehide") };
}

// As `begin`, and the tabs are there.
function begun(search, forbid) {
  const all = begin(search, forbid);
  all.address.begin(TABS, all.go);
  return all;
}

test("the tab that the address names is opened, and nothing is written", () => {
  const { address, entries, opened, go } = begin("?mistake=mnist-7&model=lecture");
  address.open("draw"); // as the page is built
  address.begin(TABS, go);
  assert.deepEqual(opened, ["mistakes"]);
  const seen = [];
  address.onVisit("mistakes", (named) => seen.push(named));
  assert.deepEqual(seen, [{ mistake: "mnist-7", model: "lecture" }]);
  mock.timers.tick(1000);
  assert.deepEqual(entries, ["?mistake=mnist-7&model=lecture"]);
});

test("an unknown tab is the first", () => {
  const { address, opened } = begun("?tab=kitchen");
  assert.deepEqual(opened, ["draw"]);
  assert.equal(address.wanted, null);
});

test("an unknown tab that Back leads to is the first too", () => {
  const { entries, opened, go, travel } = begun();
  go("matrix");
  entries[0] = "?tab=kitchen";
  travel(-1);
  assert.equal(opened.at(-1), "draw");
  go("lecture"); // and the page goes on
  assert.equal(entries.at(-1), "?tab=lecture");
});

test("Back and Forward go between tabs, and between what was opened in them", () => {
  const { address, entries, opened, go, travel } = begun("?__theme=dark");
  const seen = [];
  address.onVisit("matrix", ({ cell }) => seen.push(cell));
  go("matrix");
  address.name("matrix", { cell: "mnist-4-9" }, true);
  address.name("matrix", { cell: "mnist-3-8" }, true);
  address.visit("mistakes", { mistake: "mnist-247", model: "robust" });
  assert.deepEqual(entries, [
    "?__theme=dark",
    "?__theme=dark&tab=matrix",
    "?__theme=dark&cell=mnist-4-9",
    "?__theme=dark&cell=mnist-3-8",
    "?__theme=dark&mistake=mnist-247&model=robust",
  ]);
  assert.equal(opened.at(-1), "mistakes");
  travel(-1);
  assert.equal(opened.at(-1), "matrix");
  travel(-1);
  travel(-1);
  assert.deepEqual(seen, ["mnist-3-8", "mnist-4-9", undefined]);
  travel(-1);
  assert.equal(opened.at(-1), "draw");
  travel(3);
  assert.deepEqual([opened.at(-1), seen.at(-1)], ["matrix", "mnist-3-8"]);
  mock.timers.tick(1000);
  assert.equal(entries.length, 5);
});

test("what is named is prepared before it is shown", () => {
  const { address, prepared, travel } = begun("?model=lecture");
  address.visit("draw", { image: "mnist-1", model: "robust" });
  travel(-1);
  assert.deepEqual(prepared, [{ model: "lecture" }, { image: "mnist-1", model: "robust" }, { model: "lecture" }]);
});

test("what is opened in the tab that is open has an entry, though the tab then says the same", () => {
  const { address, entries } = begun();
  address.onVisit("draw", (named) => address.name("draw", named));
  address.visit("draw", { image: "mnist-1" });
  address.visit("draw", { image: "mnist-2" });
  mock.timers.tick(1000);
  assert.deepEqual(entries, ["", "?image=mnist-1", "?image=mnist-2"]);
});

test("while a key is held the address is written when it rests, in one entry", () => {
  const { address, entries, go } = begun();
  go("mistakes");
  for (let press = 0; press < 100; press++) {
    address.name("mistakes", { mistake: `mnist-${press}` });
    mock.timers.tick(33);
  }
  assert.deepEqual(entries, ["", "?tab=mistakes"]);
  mock.timers.tick(200);
  assert.deepEqual(entries, ["", "?mistake=mnist-99"]);
});

test("what waits to be written is not lost when another tab is opened, or the page is left", () => {
  const { address, entries, go, leave } = begun();
  go("mistakes");
  address.name("mistakes", { mistake: "mnist-1" });
  go("lecture");
  address.name("lecture", { step: 7 });
  leave();
  assert.deepEqual(entries, ["", "?mistake=mnist-1", "?step=7"]);
});

test("a tab that is not open is named when it is", () => {
  const { address, entries, go } = begun();
  address.name("mistakes", { mistake: "mnist-2" });
  mock.timers.tick(1000);
  assert.deepEqual(entries, [""]);
  go("mistakes");
  assert.deepEqual(entries, ["", "?mistake=mnist-2"]);
});

test("where the address may not be written the page goes on", () => {
  let tried = 0;
  const { address, go } = begun("", () => {
    tried += 1;
    throw new DOMException("The quota is used up", "SecurityError");
  });
  go("mistakes");
  address.name("mistakes", { mistake: "mnist-1" });
  mock.timers.tick(1000);
  assert.equal(tried, 2);
});
