// The things to try: settings, and what they are to show.

import { button } from "../../shared/dom.mjs";

// `tryIt` is given the settings of the one that was pressed.
export function addThings(part, things, tryIt) {
  const place = part("things");
  for (const { id, name, lesson, settings } of things) {
    const tell = () => {
      part("train-lesson").textContent = lesson;
      for (const each of place.children) each.ariaPressed = each.id === id;
      document.getElementById(id).scrollIntoView({ block: "nearest", inline: "nearest" }); // a link may have pressed it
      tryIt(settings);
    };
    place.append(button(name, tell, { id, ariaPressed: false }));
  }
  part("train-lesson").textContent = "Press one of the things to try, or change the settings and press Start.";
}
