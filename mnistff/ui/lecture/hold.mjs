// Holds the place that is read still while what is above it grows, as results come in. Not all browsers do so
// themselves, and none does so always.

const HEIGHTS = [48, 64, 80]; // pixels from the top of the window, below the bar that stays there

export class Hold {
  #held = null; // an element, and where it was

  // `place` is what grows.
  constructor(place) {
    this.place = place;
    addEventListener("scroll", () => this.take(), { passive: true });
  }

  take() {
    this.#held = null;
    const { left, width } = this.place.getBoundingClientRect();
    if (!width) return; // in a tab that is not shown
    const found = HEIGHTS.map((height) => document.elementFromPoint(left + width / 2, height));
    const element = found.find((each) => this.place.contains(each) && !each.matches(".column"));
    if (element) this.#held = { element, top: element.getBoundingClientRect().top };
  }

  // The place has grown.
  still() {
    const { element, top } = this.#held ?? {};
    if (element?.getClientRects().length) scrollBy(0, element.getBoundingClientRect().top - top);
    this.take();
  }
}
