// The head of the page, which is there from the beginning: it asks which networks there are, and sees which tab is
// open. `props.value` holds the keys of the tabs.

import { Asker, pause } from "../shared/ask.mjs";
import { partsOf } from "../shared/dom.mjs";
import { areTexts, keep, readKept } from "../state/kept.mjs";
import { address, choice } from "../state/page.mjs";
import { OwnSet } from "./own_set.mjs";

const OWN = "own-"; // what the keys of visitors' own networks begin with (see `serving/models.py`)
const HEARD = 10 * 60_000; // milliseconds: the server keeps runs for an hour after a page last asked for them
const KEPT = "runs are kept for an hour after their page was left, and until the app is started anew.";
const isOwn = (key) => key.startsWith(OWN);
const keysOf = (models) => models.map(({ key }) => key);
const tabOf = (key) => document.getElementById(`tab-${key}-button`);

// The visitor's own networks, before the page was loaded anew.
const ownBefore = readKept("own", areTexts) ?? [];

// What the page was about before it was loaded anew, or what its address names, beside the networks for everybody.
function alsoAsked() {
  const named = new URLSearchParams(location.search).get("model");
  return [...new Set([...ownBefore, choice.wanted.model, named])].filter(Boolean);
}

// A run that its visitor has not made was named by the address.
function markShared(model) {
  const isShared = isOwn(model.key) && !ownBefore.includes(model.key);
  return isShared ? { ...model, isShared, label: `shared ${model.label}` } : model;
}

function sayGone(gone) {
  const runs = gone.filter((key) => ownBefore.includes(key)).length;
  const told = gone.filter((key) => !isOwn(key)).map((key) => `There is no network “${key}” any more.`);
  if (runs) told.push(`${runs === 1 ? "A run" : `${runs} runs`} of yours had to go: ${KEPT}`);
  else if (gone.some(isOwn)) told.push(`The run that the address names had to go: ${KEPT}`);
  return told.join(" ");
}

async function watchTabs(keys) {
  while (!keys.every(tabOf)) await pause(50); // the tabs come after it
  let open;
  const look = () => {
    const selected = keys.find((key) => tabOf(key)?.ariaSelected === "true");
    if (!selected || selected === open) return;
    open = selected;
    tabOf(selected).scrollIntoView({ block: "nearest", inline: "nearest" });
    address.open(selected);
  };
  const list = tabOf(keys[0]).closest("[role=tablist]").parentElement;
  new MutationObserver(look).observe(list, { attributeFilter: ["aria-selected"], subtree: true });
  address.begin(keys, (key) => tabOf(key).click());
  look();
}

export default async function begin({ element, props, server }) {
  const tabs = props.value;
  const say = (text) => (partsOf(element)("note").textContent = text);
  const wrong = tabs.includes(address.wanted) ? "" : `There is no tab “${address.wanted}”.`;
  say(wrong);
  const runs = () => choice.models.filter(({ key }) => isOwn(key));
  choice.onChange(() => keep("own", keysOf(runs().filter(({ isShared }) => !isShared))));
  setInterval(() => runs().length && server.models({ also: keysOf(runs()) }).catch(() => {}), HEARD);
  const asker = new Asker(say);
  const ownSet = new OwnSet(server, (text) => (partsOf(element)("own-note").textContent = text));
  const question = async () => {
    const reply = await server.models({ also: alsoAsked() });
    return reply?.models ? { ...reply, models: await ownSet.of(reply.models) } : reply;
  };
  asker.ask(
    question,
    ({ error, models, gone }) => {
      say(error ?? [wrong, sayGone(gone)].filter(Boolean).join(" "));
      if (gone) choice.forget(gone);
      if (models) choice.offer(models.map(markShared));
    },
  );
  await watchTabs(tabs);
}
