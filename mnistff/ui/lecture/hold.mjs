// Holds the place that is read still while what is above it grows, as results come in. Not all browsers do so
// themselves, and none does so always. What a pointer presses is held instead: where it is let go, it is still there.

const HEIGHTS = [48, 64, 80]; // pixels from the top of the window, below the bar that stays there

export class Hold {
  #pressed = null; // an element
  #held = null; // an element, and where it was

  // `place` is what grows.
  constructor(place) {
    this.place = place;
    addEventListener("scroll", () => this.take(), { passive: true });
    place.addEventListener("pointerdown", ({ button, target }) => this.press(button ? null : target), { passive: true });
    for (const end of ["pointerup", "pointercancel"])
      addEventListener(end, () => this.#pressed && this.press(null), { passive: true });
  }

  press(element) {
    this.#pressed = element;
    this.take();
  }

  take() {
    const element = this.#pressed ?? this.read();
    this.#held = element && { element, top: element.getBoundingClientRect().top };
  }

  read() {
    const { left, width } = this.place.getBoundingClientRect();
    if (!width) return null; // in a tab that is not shown
    const found = HEIGHTS.map((height) => document.elementFromPoint(left + width / 2, height));
    return found.find((each) => this.place.contains(each) && !each.matches(".column")) ?? null;
  }

  // The place has grown.
  still() {
    const { element, top } = this.#held ?? {};
    if (element?.getClientRects().length) scrollBy(0, element.getBoundingClientRect().top - top);
    this.take();
  }
}
