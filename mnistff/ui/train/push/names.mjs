// What a repository is called, and the ways to sign in. No page.

const MOST = 60; // letters

// Of a run's name, as "run 2: lr 0.1, 5 epochs".
export function repositoryName(run) {
  const words = run.slice(run.indexOf(":") + 1).toLowerCase();
  const numbersAndWords = words.match(/[a-z0-9]+(\.[0-9]+)?/g) ?? [];
  return ["mnistff", ...numbersAndWords].join("-").slice(0, MOST).replace(/[-.]+$/, "");
}

export const SIGN_IN = "login/huggingface?_target_url=%2F%3Ftab%3Dtrain";
export const NOT_SIGNED_IN = "#not-signed-in"; // as the server says it

// Hugging Face signs nobody in within a frame of another site, and browsers keep what is in one apart. So from there
// one goes to a page of one's own, which is told by which ticket the server knows the runs, and goes on by itself.
// What is after # is sent to no server.
export const ownPage = (ticket) => `?tab=train#sign-in=${ticket}`;

// The ticket, of the address of such a page; undefined if it is none.
export const ticketOf = (hash) => /^#sign-in=([\w-]{1,64})$/.exec(hash)?.[1];
