// The page's address names what is shown, so that it can be shared: ?mistake= &model= &step= &tab=. What else
// it says stays. Each tab says what it shows; that of the tab that is open stands in the address.
// It is written when it rests: Safari allows 100 changes in ten seconds.

const NAMES = ["mistake", "model", "step", "tab"];
const REST = 200; // milliseconds

// What a query names: `mistake`, {testSet, index}, and `step`, a number; undefined where it does not. `named`
// is what each tab has in the address by that, before it shows anything.
export function readAddress(search) {
  const query = new URLSearchParams(search);
  const mistake = /^(\w+)-(\d+)$/.exec(query.get("mistake"));
  const step = /^\d{1,2}$/.exec(query.get("step"));
  const tab = query.get("tab");
  const asItIs = Object.fromEntries([...query].filter(([name]) => NAMES.includes(name)));
  return {
    mistake: mistake ? { testSet: mistake[1], index: Number(mistake[2]) } : undefined,
    step: step ? Number(step[0]) : undefined,
    named: { ...(tab && { [tab]: asItIs }), ...(step && { lecture: asItIs }), ...(mistake && { mistakes: asItIs }) },
  };
}

// A query that names something in place of what another one named.
export function writeQuery(search, named) {
  const query = new URLSearchParams(search);
  for (const name of NAMES) query.delete(name);
  for (const [name, value] of Object.entries(named)) query.set(name, value);
  return `${query}` && `?${query}`;
}

export class Address {
  #shown; // by tab, what it shows
  #open = null;
  #clock = null;

  // `home` is the tab that an address without a name means; `named`, what tabs show at the beginning.
  constructor(home, named) {
    this.home = home;
    this.#shown = new Map(Object.entries(named));
    addEventListener("pagehide", () => this.#write());
  }

  // What a tab shows, as names and values.
  name(tab, named) {
    this.#shown.set(tab, named);
    if (tab === this.#open) this.#writeSoon();
  }

  // A tab is open now; at the beginning, the one that the address asked for.
  open(tab) {
    const first = this.#open === null;
    this.#open = tab;
    if (!first) this.#writeSoon();
  }

  #writeSoon() {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => this.#write(), REST);
  }

  #write() {
    if (this.#clock === null) return;
    clearTimeout(this.#clock);
    this.#clock = null;
    const named = this.#shown.get(this.#open) ?? (this.#open === this.home ? {} : { tab: this.#open });
    const query = writeQuery(location.search, named);
    if (location.search === query) return;
    try {
      history.replaceState(history.state, "", query || location.pathname);
    } catch {
      return; // the browser forbids it: the page goes on, and the address stays as it is
    }
    // On Spaces the page is inside another one, which is asked to show the same in its address.
    if (parent !== window) parent.postMessage({ queryString: query, hash: "" }, "https://huggingface.co");
  }
}
