// What a repository is called, and the ways to sign in. No page.

const MOST = 60; // letters

// Of a run's name, as "run 2: lr 0.1, 5 epochs".
export function repositoryName(run) {
  const words = run.slice(run.indexOf(":") + 1).toLowerCase();
  const numbersAndWords = words.match(/[a-z0-9]+(\.[0-9]+)?/g) ?? [];
  return ["mnistff", ...numbersAndWords].join("-").slice(0, MOST).replace(/[-.]+$/, "");
}

// An address of Gradio's, which leads back to this tab; the query says how the page is shown else.
function leadingBack(path, search) {
  const query = new URLSearchParams(search);
  query.set("tab", "train");
  return `${path}?_target_url=${encodeURIComponent(`/?${query}`)}`;
}

export const signIn = (search) => leadingBack("login/huggingface", search);
export const signOut = (search) => leadingBack("logout", search);
export const NOT_SIGNED_IN = "#not-signed-in"; // as the server says it

// Hugging Face signs nobody in within a frame of another site, and browsers keep what is in one apart. So from there
// one goes to a page of one's own, which is told by which ticket the server knows the runs, and goes on by itself.
// What is after # is sent to no server. The runs go over to that page, so that whoever was sent such an address by
// somebody else shares nothing with him.
export const ownPage = (ticket, search) => `${search}#sign-in=${ticket}`;

// The ticket, of the address of such a page; undefined if it is none.
export const ticketOf = (hash) => /^#sign-in=([\w-]{20,64})$/.exec(hash)?.[1];
