// The Lecture tab: its table of contents, an address for each step, the notebook.

import { pause, UNREACHABLE, within } from "../shared/ask.mjs";
import { make, partsOf } from "../shared/dom.mjs";
import { address } from "../shared/page.mjs";

const PATIENCE = 60; // seconds
const phone = matchMedia("(max-width: 60rem)");
const step = (number) => document.getElementById(`step-${number}`);

class Lecture {
  #target = null; // number of the step that was gone to, until the reader moves on

  constructor(element, server) {
    Object.assign(this, { element, server, part: partsOf(element) });
    this.links = [...this.part("contents").querySelectorAll("a")];
    this.links.forEach((link, i) => link.addEventListener("click", (event) => this.follow(event, i + 1)));
    // The step that is being read: the last one whose top is above the middle of the screen.
    this.reading = new IntersectionObserver(() => this.read(), { rootMargin: "-50% 0px -50% 0px" });
    // What is above a step still grows when it is gone to: texts are being shown, results are coming.
    this.growing = new ResizeObserver(() => {
      for (const code of element.querySelectorAll("pre")) code.tabIndex = 0; // for the keys to scroll it
      if (this.#target) step(this.#target).scrollIntoView();
    });
    for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"])
      document.addEventListener(moved, () => (this.#target = null), { passive: true });
    this.part("download").addEventListener("click", () => this.download());
    // Gradio's "overflow: hidden" would keep the contents from staying in view; "clip" hides as much.
    element.closest(".gradio-container").style.overflow = "clip";
  }

  async begin() {
    while (!step(this.links.length)) await pause(50); // the steps come after what they are in
    if (phone.matches) this.close();
    address.onVisit("lecture", (named) => this.visit(named.step));
    this.links.forEach((_, i) => this.reading.observe(step(i + 1)));
    this.growing.observe(step(1).parentElement);
  }

  visit(number) {
    if (step(number)) this.go(Number(number));
    else if (number) this.part("note").textContent = `There is no step ${number}: there are ${this.links.length}.`;
  }

  close() {
    this.element.querySelector("details").open = false;
  }

  follow(event, number) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // opens the address elsewhere
    event.preventDefault();
    address.name("lecture", { step: number }, true);
    this.go(number);
  }

  go(number) {
    if (phone.matches) this.close();
    this.#target = number;
    step(number).scrollIntoView();
    const heading = step(number).querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    this.mark(number);
  }

  read() {
    if (!this.element.clientWidth || this.#target) return; // in a tab that is not shown, or on the way
    const isAbove = (_, i) => step(i + 1)?.getBoundingClientRect().top < innerHeight / 2;
    this.mark(this.links.findLastIndex(isAbove) + 1);
  }

  mark(number) {
    this.links.forEach((link, i) => {
      if (i + 1 === number) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    if (number) address.name("lecture", { step: number });
  }

  async download() {
    const reply = (await within(PATIENCE, () => this.server.download({}))) ?? { error: UNREACHABLE };
    this.part("note").textContent = reply.error ?? "Downloaded. Open it in Jupyter, or upload it at colab.research.google.com.";
    if (reply.error) return;
    const file = URL.createObjectURL(new Blob([reply.content], { type: "application/x-ipynb+json" }));
    make("a", { href: file, download: reply.name }).click();
    setTimeout(() => URL.revokeObjectURL(file), 60_000);
  }
}

export default function begin({ element, server }) {
  return new Lecture(element, server).begin();
}
