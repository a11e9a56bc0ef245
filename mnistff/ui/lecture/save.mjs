// A notebook, as a file of the browser's.

import { UNREACHABLE, within } from "../shared/ask.mjs";
import { make } from "../shared/dom.mjs";

const PATIENCE = 60; // seconds

// `ask` gives the reply of the server, whose `content` is the notebook. Resolves to a sentence if that fails.
export async function save(name, ask) {
  const reply = (await within(PATIENCE, ask)) ?? { error: UNREACHABLE };
  if (reply.error) return reply.error;
  const file = URL.createObjectURL(new Blob([reply.content], { type: "application/x-ipynb+json" }));
  make("a", { href: file, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
  return null;
}
