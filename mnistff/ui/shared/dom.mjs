// Elements of the page.

export const partsOf = (element) => (name) => element.querySelector(`[data-part="${name}"]`);

export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function svg(tag, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

export function button(text, act, properties = {}) {
  const made = make("button", { type: "button", textContent: text, ...properties });
  made.addEventListener("click", act);
  return made;
}

// For who can't see the page: a sentence is read out once, however often it is said.
export function speak(place, sentence) {
  if (place.textContent !== sentence) place.textContent = sentence;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// How far an arrow key moves, [down, right]; undefined if it is another key. The page does not scroll then.
export function arrow(event) {
  const step = STEPS[event.key];
  if (step) event.preventDefault();
  return step;
}

// One stop of the Tab key for all buttons in a place: that which had the focus last.
export function oneTabStop(place, selector) {
  place.addEventListener("focusin", (event) => {
    for (const each of place.querySelectorAll(selector)) each.tabIndex = each === event.target ? 0 : -1;
  });
}
