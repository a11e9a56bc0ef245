// A list of test images as thumbnails, which grows by a page.

import { Asker } from "./ask.mjs";
import { button, make } from "./dom.mjs";
import { article, percent } from "./words.mjs";

function makeThumbnail({ index, label, prediction, confidence, true_share, image }, open) {
  const right = label === prediction;
  const name = right
    ? `Image ${index}: ${article(label)}, read right, ${percent(confidence)}`
    : `Image ${index}: ${article(label)} taken for ${article(prediction)}, ${percent(confidence)}; ${label} got ${percent(true_share)}`;
  const thumb = button("", () => open(index), { className: "thumb", title: name, ariaLabel: name });
  thumb.append(image ? make("img", { src: image, alt: "" }) : make("span", { className: "none" }));
  thumb.append(make("b", { textContent: `${prediction} ${percent(confidence)}` }));
  thumb.append(make("small", { textContent: right ? "right" : `is ${label}: ${percent(true_share)}` }));
  return thumb;
}

// Puts the list into a place. `question(start)` asks the server for a page, `open` is given the index of an
// image. The function that it returns loads the list anew, and gives the total to `then`.
export function makeGallery(place, question, open, then = () => {}) {
  const note = make("p", { className: "note", role: "status" });
  const thumbs = make("div", { className: "thumbs" });
  const more = make("button", { type: "button", className: "more", hidden: true });
  place.append(note, thumbs, more);
  const say = (text) => (note.textContent = text);
  const asker = new Asker(say);

  function load(start) {
    return asker.ask(
      () => question(start),
      ({ error, note, samples, total }) => {
        say(error ?? note);
        if (error) return;
        if (!start) thumbs.replaceChildren();
        const left = total - start - samples.length;
        while (thumbs.children.length > start) thumbs.lastChild.remove(); // a page that came without its images
        thumbs.append(...samples.map((sample) => makeThumbnail(sample, open)));
        more.hidden = left <= 0;
        more.textContent = `Show more (${left})`;
        more.onclick = () => load(start + samples.length);
        then(total);
      },
    );
  }
  return () => load(0);
}
