// Which network a tab speaks of, and how well it reads: the same line in every such tab.

import { make, partsOf } from "../shared/dom.mjs";
import { address, choice, looking } from "../state/page.mjs";
import { fillSelect } from "./select.mjs";
import { inPercent, percent, thousands } from "../shared/words.mjs";
import { YOURS } from "../state/yours.mjs";

const reads = ({ accuracy, name }) => `${inPercent(accuracy)} of ${name}`;

function ofSureness(sureFrom) {
  if (sureFrom === null) return "It never says “surely”: even of its surest answers fewer than 999 in 1,000 were right.";
  return `“Surely” is said from ${percent(sureFrom)} on: of such answers to its test sets 999 in 1,000 were right.`;
}

function moreOf({ recipe, units, trained_on: data, sure_from: sureFrom, test_sets: sets, origin }) {
  const trained = data ? ` and trained on ${data}` : "";
  return [
    `${thousands(units)} hidden units, made by the recipe “${recipe}”${trained}.`,
    `It reads ${sets.filter(({ key }) => key !== YOURS).map((set) => `${reads(set)} (${thousands(set.count)} images)`).join(", ")}.`,
    ofSureness(sureFrom),
    origin,
  ].map((textContent) => make("p", { textContent }));
}

// The way to a test on the visitor's own handwriting, or what became of it.
function ofYours({ test_sets: sets, with_handwriting: hasLearnt }) {
  const set = sets.find(({ key }) => key === YOURS);
  if (!set) return "Test it on your handwriting";
  return hasLearnt ? "Your digits" : `and ${thousands(set.right)} of your ${thousands(set.count)} digits`;
}

export default function begin({ element }) {
  const part = partsOf(element);
  const details = element.querySelector("details");
  part("model").addEventListener("change", ({ target }) => choice.choose({ model: target.value }));
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape") details.open = false;
  });
  document.addEventListener("pointerdown", ({ target }) => details.contains(target) || (details.open = false));
  part("of-yours").addEventListener("click", () => address.visit("draw", { test: YOURS }));
  looking.onChange(() => (part("of-yours").hidden = looking.isTesting)); // there he is asked first
  choice.onChange(() => {
    const { chosen, models } = choice;
    fillSelect(part("model"), models.map(({ key, label }) => [key, label]), chosen.key);
    part("made").textContent = chosen.trained_on ? `trained on ${chosen.trained_on},` : "";
    part("reads").textContent = `reads ${reads(chosen.test_sets[0])}`;
    part("of-yours").textContent = ofYours(chosen);
    part("more").replaceChildren(...moreOf(chosen));
  });
}
