// A notebook, as a file of the browser's.

import { UNREACHABLE, within } from "../shared/ask.mjs";
import { make } from "../shared/dom.mjs";

const PATIENCE = 60; // seconds

// `ask` gives the reply of the server, whose `content` is the notebook. `note` says how far it is, and at the end what
// went wrong, or `done`.
export async function save(name, ask, note, done) {
  note.textContent = "Fetching it…";
  const reply = (await within(PATIENCE, ask)) ?? { error: UNREACHABLE };
  note.textContent = reply.error ?? done;
  if (reply.error) return;
  const file = URL.createObjectURL(new Blob([reply.content], { type: "application/x-ipynb+json" }));
  make("a", { href: file, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
