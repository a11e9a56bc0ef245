// What a live result is made of: an element for each block (see `mnistff/lecture/blocks.py`).

import { button, make } from "../../shared/dom.mjs";
import { inInk, paint } from "../../shared/paint.mjs";
import { thousands } from "../../shared/words.mjs";
import { makeCurves } from "./curves.mjs";
import { makePixels } from "./pixels.mjs";

const KINDS = {
  text: ({ text }) => make("p", { textContent: text }),
  printed: ({ text }) => make("pre", { textContent: text, tabIndex: 0 }),
  table: makeTable,
  choose: makeChoice,
  pictures: makePictures,
  pixels: makePixels,
  curves: makeCurves,
  link: ({ address, text }) => make("p", {}, make("a", { href: address, textContent: text })),
};

// `acts` are what a block may have done: `choose` an image by its number.
export const makeBlock = (block, acts) => KINDS[block.kind](block, acts);

// What has a key keeps the focus when the result is shown anew.
function keyed(element, key) {
  element.dataset.key = key;
  return element;
}

function makeTable({ head, rows, marked }) {
  const cells = (tag, values) => values.map((value) => make(value === "" ? "td" : tag, { textContent: value }));
  const body = rows.map((row, i) => make("tr", { className: i === marked ? "marked" : "" }, ...cells("td", row)));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...cells("th", head))), make("tbody", {}, ...body));
  return make("div", { className: "wide", tabIndex: 0 }, table);
}

function makeChoice({ index, total, name }, { choose }) {
  const step = (key, words, title, number) =>
    keyed(button(words, () => choose(number()), { title, ariaLabel: title }), key);
  const field = keyed(make("input", { type: "number", min: 0, max: total - 1, value: index }), "field");
  const within = (number) => Math.min(total - 1, Math.max(0, Math.trunc(number) || 0));
  field.addEventListener("change", () => choose(within(field.valueAsNumber)));
  return make(
    "div",
    { className: "controls" },
    make("label", {}, `${name} `, field, ` of ${thousands(total)}`),
    step("previous", "←", "Previous", () => (index + total - 1) % total),
    step("next", "→", "Next", () => (index + 1) % total),
    step("random", "At random", "At random", () => Math.floor(Math.random() * total)),
  );
}

function makePictures({ pictures, chosen }, { choose }) {
  const canvasOf = ({ raw }) => {
    const canvas = make("canvas", { width: 28, height: 28 });
    paint(canvas, raw, inInk);
    return canvas;
  };
  const figure = (picture) =>
    make("figure", {}, canvasOf(picture), make("figcaption", { textContent: `label ${picture.label}` }));
  const tile = (picture) => {
    const { index, label } = picture;
    const properties = { className: "thumb", ariaLabel: `Image ${index}, label ${label}`, ariaPressed: index === chosen };
    const made = keyed(button("", () => choose(index), properties), `image-${index}`);
    made.append(canvasOf(picture), make("b", { textContent: label }));
    return made;
  };
  return make("div", { className: "thumbs" }, ...pictures.map(pictures.length === 1 ? figure : tile));
}
