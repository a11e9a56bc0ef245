// Lists to choose from.

import { make } from "../shared/dom.mjs";

// `options` are [value, text]; what is there already stays as it is, also while the list is open.
export function fillSelect(select, options, value) {
  const now = JSON.stringify(options);
  if (select.dataset.options !== now) {
    select.replaceChildren(...options.map(([value, textContent]) => make("option", { value, textContent })));
    select.dataset.options = now;
  }
  select.value = value;
}

// The list of the test sets that the chosen network was evaluated on.
export function chooseTestSet(select, choice) {
  select.addEventListener("change", () => choice.choose({ testSet: select.value }));
  choice.onChange(() => {
    const options = choice.chosen.test_sets.map(({ key, title }) => [key, title]);
    fillSelect(select, options, choice.testSet.key);
  });
}
