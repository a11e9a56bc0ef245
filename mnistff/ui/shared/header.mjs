// The head of the page, which is there from the beginning: it sees which tab is open. `props.value` holds the
// keys of the tabs.

import { pause } from "./ask.mjs";
import { address } from "./page.mjs";

const tabOf = (key) => document.getElementById(`tab-${key}-button`);

export default async function begin({ props }) {
  const keys = props.value;
  while (!keys.every(tabOf)) await pause(50); // the tabs come after it
  let open;
  const look = () => {
    const selected = keys.find((key) => tabOf(key)?.ariaSelected === "true");
    if (!selected || selected === open) return;
    open = selected;
    address.open(open);
  };
  const list = tabOf(keys[0]).closest("[role=tablist]").parentElement;
  new MutationObserver(look).observe(list, { attributeFilter: ["aria-selected"], subtree: true });
  look();
}
