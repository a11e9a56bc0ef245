import assert from "node:assert/strict";
import test from "node:test";
import { ownPage, repositoryName, signIn, signOut, ticketOf } from "../../../../mnistff/ui/train/push/names.mjs";

// As the Hub wants it: https://huggingface.co/docs/huggingface_hub, `validate_repo_id`.
const NAME = /^(?!.*(--|\.\.))[\w.-]{1,96}(?<![.-])$/;

test("a repository is called by what its run differs in", () => {
  assert.equal(repositoryName("run 1: as in the lecture"), "mnistff-as-in-the-lecture");
  assert.equal(repositoryName("run 2: lr 0.1, 5 epochs"), "mnistff-lr-0.1-5-epochs");
  assert.equal(repositoryName("run 12: 8 units, ReLU…, and yours"), "mnistff-8-units-relu-and-yours");
});

test("whatever a run is called, its name is one for the Hub", () => {
  const all = "512 units, 20 epochs, batches of 60,000, lr 0.000001, SGD, pen strokes, 100 images, not shuffled";
  for (let length = 0; length <= all.length; length++) assert.match(repositoryName(`run 3: ${all.slice(0, length)}`), NAME);
  for (const odd of ["run 1", "run 1: ", "run 1: ...", "run 1: é", "run 1: - a -. b .-"]) assert.match(repositoryName(odd), NAME);
});

test("the ticket goes to a page of one's own behind #, which no server is sent", () => {
  const address = new URL(ownPage("abc_DEF-1234567890123", "?tab=train"), "https://ann-mnistff.hf.space/?tab=draw");
  assert.equal(address.search, "?tab=train");
  assert.equal(ticketOf(address.hash), "abc_DEF-1234567890123");
  for (const hash of ["", "#sign-in=", "#sign-in=null", "#sign-in=a b", "#x", "#not-signed-in", `#sign-in=${"a".repeat(65)}`]) {
    assert.equal(ticketOf(hash), undefined);
  }
});

test("from Hugging Face one comes back to this tab, and to the page's theme", () => {
  const back = (address) => new URL(address, "https://ann-mnistff.hf.space/?tab=draw").searchParams.get("_target_url");
  for (const way of [signIn, signOut]) {
    assert.equal(back(way("")), "/?tab=train");
    assert.equal(back(way("?__theme=dark&tab=draw")), "/?__theme=dark&tab=train");
  }
});
