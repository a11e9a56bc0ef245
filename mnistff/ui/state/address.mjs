// The page's address names the tab that is open and what is opened in it, so that it can be shared, and Back and
// Forward go from one to the other. What else it says stays. Small steps, as from mistake to mistake, change the
// address when they rest: Safari allows 100 changes in ten seconds.

const NAMES = ["tab", "model", "image", "test", "step", "cell", "mistake"];
const OF_TAB = { image: "draw", test: "draw", step: "lecture", cell: "matrix", mistake: "mistakes" }; // what names which tab
const REST = 200; // milliseconds

// The tab that a query names, undefined if it names none, and what it says of it, by name.
export function readAddress(search) {
  const all = Object.fromEntries([...new URLSearchParams(search)].filter(([name]) => NAMES.includes(name)));
  const { tab, ...named } = all;
  return { tab: Object.entries(OF_TAB).find(([name]) => name in named)?.[1] ?? tab, named };
}

// A test set and the number of an image in it, of "mnist-247"; null if it is no such name.
export function readImage(text) {
  const found = /^(\w+)-(\d{1,9})$/.exec(text ?? "");
  return found && { testSet: found[1], index: Number(found[2]) };
}

// A test set and a cell of its confusion matrix, of "mnist-4-9"; of a whole row or column one label is left out.
export function readCell(text) {
  const found = /^(\w+)-(\d?)-(\d?)$/.exec(text ?? "");
  const digit = (label) => (label === "" ? null : Number(label));
  return found && { testSet: found[1], cell: { true: digit(found[2]), predicted: digit(found[3]) } };
}

export class Address {
  #places = new Map(); // by tab, what is opened in it
  #visited = new Map(); // by tab, who shows it
  #open = null; // the tab that is open
  #wanted; // the tab that the address asked for, until it is open
  #tabs = null; // their keys, once they are there
  #go = () => {}; // opens a tab
  #clock = null;

  // `home` is the tab that an address without a name means; `prepare` is told what is named before its tab is.
  constructor(home, prepare = () => {}) {
    Object.assign(this, { home, prepare });
    this.#wanted = this.#take(location.search);
    addEventListener("popstate", () => this.#comeBack());
    addEventListener("pagehide", () => this.#writeNow());
  }

  get wanted() {
    return this.#wanted;
  }

  #take(search) {
    const { tab: asked = this.home, named } = readAddress(search);
    const tab = this.#tabs?.includes(asked) === false ? this.home : asked;
    this.prepare(named);
    this.#places.set(tab, named);
    return tab;
  }

  // The tabs are there now; `go` opens one.
  begin(tabs, go) {
    [this.#tabs, this.#go] = [tabs, go];
    if (!tabs.includes(this.#wanted)) this.#wanted = this.home;
    go(this.#wanted);
  }

  // Have a function called with what is to be opened in a tab: now, and whenever somebody comes to it.
  onVisit(tab, show) {
    this.#visited.set(tab, show);
    if (this.#places.has(tab)) show(this.#places.get(tab));
  }

  // Open something in a tab.
  visit(tab, named) {
    this.prepare(named);
    this.name(tab, named, true);
    this.#visited.get(tab)?.(named);
    this.#go(tab);
  }

  // What is shown in a tab now. `isNew`, if Back is to lead to what was shown before.
  name(tab, named, isNew = false) {
    const isOpen = tab === this.#open;
    if (!isNew && JSON.stringify(named) === JSON.stringify(this.#places.get(tab))) return; // while a pen moves
    if (isOpen && isNew) this.#writeNow(); // what it was until now
    this.#places.set(tab, named);
    if (isOpen && isNew) this.#write("pushState");
    else if (isOpen) this.#writeSoon();
  }

  // A tab is open now.
  open(tab) {
    if (this.#wanted && tab !== this.#wanted) return; // on the way to the one that the address asks for
    const isFirst = this.#open === null || this.#wanted !== null;
    this.#writeNow();
    this.#open = tab;
    this.#wanted = null;
    if (!isFirst) this.#write("pushState");
  }

  #comeBack() {
    clearTimeout(this.#clock);
    this.#clock = null;
    const tab = this.#take(location.search);
    this.#wanted = tab === this.#open ? null : tab;
    this.#visited.get(tab)?.(this.#places.get(tab));
    this.#go(tab);
  }

  #query() {
    const query = new URLSearchParams(location.search);
    for (const name of NAMES) query.delete(name);
    const named = this.#places.get(this.#open) ?? {};
    const says = Object.keys(named).some((name) => OF_TAB[name] === this.#open);
    if (!says && this.#open !== this.home) query.set("tab", this.#open);
    for (const [name, value] of Object.entries(named)) if (value !== undefined) query.set(name, value);
    return `${query}` && `?${query}`;
  }

  #writeSoon() {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => this.#writeNow(), REST);
  }

  #writeNow() {
    if (this.#clock === null) return;
    clearTimeout(this.#clock);
    this.#clock = null;
    this.#write("replaceState");
  }

  #write(how) {
    const query = this.#query();
    if (location.search === query) return;
    try {
      history[how](how === "replaceState" ? history.state : null, "", query || location.pathname);
    } catch {
      return; // the browser forbids it: the page goes on, and the address stays as it is
    }
    // On Spaces the page is inside another one, which is asked to show the same in its address.
    if (parent !== window) parent.postMessage({ queryString: query, hash: "" }, "https://huggingface.co");
  }
}
