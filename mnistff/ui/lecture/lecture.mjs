// The Lecture tab: its table of contents, an address for each step, how far the reader is, links into the other tabs.

import { pause } from "../shared/ask.mjs";
import { make, partsOf } from "../shared/dom.mjs";
import { address, choice } from "../state/page.mjs";
import { readAddress } from "../state/address.mjs";
import { Hold } from "./hold.mjs";
import { progress } from "./progress.mjs";
import { save } from "./save.mjs";

const phone = matchMedia("(max-width: 60rem)");
const step = (key) => document.getElementById(`step-${key}`);
const isElsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey; // opens the address in another tab

class Lecture {
  #target = null; // key of the step that was gone to, until the reader moves on
  #read = null; // key of the step that is being read

  constructor(element, { value, colab }, server) {
    Object.assign(this, { element, steps: value, part: partsOf(element) });
    this.keys = value.map(({ key }) => key);
    this.part("way").append(...value.map((each) => this.makeWay(each)));
    this.links = [...element.querySelectorAll("nav a[href^='?step='], .way a")];
    this.links.forEach((link) => link.addEventListener("click", (event) => this.follow(event, this.keyOf(link))));
    // The step that is being read: the last one whose top is above the middle of the screen.
    this.reading = new IntersectionObserver(() => this.read(), { rootMargin: "-50% 0px -50% 0px" });
    // What is above a step still grows when it is gone to: texts are being shown, results are coming.
    this.growing = new ResizeObserver(() => {
      for (const code of element.querySelectorAll("pre")) code.tabIndex = 0; // for the keys to scroll it
      if (this.#target) step(this.#target).scrollIntoView();
      else this.hold.still();
    });
    for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"])
      document.addEventListener(moved, () => (this.#target = null), { passive: true });
    element.addEventListener("click", (event) => this.visitTab(event));
    this.part("download").addEventListener("click", () => this.download(server));
    this.part("colab").hidden = !colab;
    if (colab) this.part("colab").href = colab;
    this.part("asks").addEventListener("change", ({ target }) => {
      this.#target = this.#read; // what is above it is shown, or hidden
      progress.ask(target.checked);
    });
    this.part("forget").addEventListener("click", () => {
      this.part("asks").focus(); // the button will be gone
      progress.forget();
    });
    // Gradio's "overflow: hidden" would keep the contents from staying in view; "clip" hides as much.
    element.closest(".gradio-container").style.overflow = "clip";
  }

  makeWay({ key, title }) {
    const textContent = Number(key) ? key : "✎";
    return make("li", {}, make("a", { href: `?step=${key}`, textContent, ariaLabel: title, title }));
  }

  keyOf(link) {
    return readAddress(link.search).named.step;
  }

  async begin() {
    while (!step(this.keys.at(-1))) await pause(50); // the steps come after what they are in
    if (phone.matches) this.close();
    progress.watch(({ asks, guesses, isEmpty }) => [asks, guesses, isEmpty], () => this.render());
    address.onVisit("lecture", (named) => this.visit(named.step));
    for (const key of this.keys) this.reading.observe(step(key));
    const column = step(this.keys[0]).parentElement;
    this.hold = new Hold(column);
    this.growing.observe(column);
  }

  render() {
    this.element.classList.toggle("free", !progress.asks);
    this.part("asks").checked = progress.asks;
    this.part("forget").hidden = progress.isEmpty;
    const isDone = ({ asks }) => asks?.every((name) => progress.isAnswered(name));
    const done = this.steps.filter(isDone).map(({ key }) => key);
    for (const link of this.links) link.classList.toggle("done", done.includes(this.keyOf(link)));
  }

  visit(key) {
    if (this.keys.includes(key)) this.go(key);
    else if (key) this.part("note").textContent = `There is no step ${key}: there are ${this.keys.filter(Number).length}.`;
  }

  close() {
    this.element.querySelector("details").open = false;
  }

  follow(event, key) {
    if (isElsewhere(event)) return;
    event.preventDefault();
    address.name("lecture", { step: key }, true);
    this.go(key);
  }

  go(key) {
    if (phone.matches) this.close();
    this.#target = key;
    step(key).scrollIntoView();
    const heading = step(key).querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    this.mark(key);
  }

  read() {
    if (!this.element.clientWidth || this.#target) return; // in a tab that is not shown, or on the way
    const isAbove = (key) => step(key)?.getBoundingClientRect().top < innerHeight / 2;
    this.mark(this.keys.findLast(isAbove));
  }

  mark(key) {
    this.#read = key;
    for (const link of this.links) {
      if (this.keyOf(link) === key) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    if (key) address.name("lecture", { step: key });
  }

  // A link of a step opens another tab, and presses there what its hash names, as soon as that is there. The lecture's
  // network is meant, if the app shows it.
  async visitTab(event) {
    const link = event.target.closest(".step a[href^='?']");
    if (!link || isElsewhere(event)) return;
    event.preventDefault();
    const { tab, named } = readAddress(link.search);
    if (!choice.models.some(({ key }) => key === named.model)) delete named.model;
    address.visit(tab, named);
    document.querySelector("[role=tab][aria-selected=true]")?.focus({ preventScroll: true }); // the link is out of sight
    if (!link.hash) return;
    while (!document.getElementById(link.hash.slice(1))) await pause(50);
    document.getElementById(link.hash.slice(1)).click();
  }

  download(server) {
    const done = "Downloaded. Open it in Jupyter, or upload it at colab.research.google.com.";
    return save("mnistff-lecture.ipynb", () => server.download({}), this.part("note"), done);
  }
}

export default function begin({ element, props, server }) {
  return new Lecture(element, props, server).begin();
}
