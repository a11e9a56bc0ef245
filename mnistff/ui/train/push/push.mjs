// A run into the visitor's own account on the Hub. `props.value` is `push_value`'s (see `ui/train/push`); what the
// visitor does goes to the server as the data of events.

import { make, partsOf, speak } from "../../shared/dom.mjs";
import { isText, keep, readKept } from "../../state/kept.mjs";
import { choice } from "../../state/page.mjs";
import { UNREACHABLE } from "../../shared/ask.mjs";
import { NOT_SIGNED_IN, ownPage, repositoryName, signIn, signOut, ticketOf } from "./names.mjs";

const REFUSED = "Hugging Face did not sign you in: it can't be reached, or you said no, or it took too long. Try again.";
const SILENCE = 15_000; // milliseconds; the server tells of a push once a second
const ASKED = "Asking the server…";
const TRAINS = "A training goes on, and would end. Stop it, or wait for it, before you go.";
const loadedAnew = (repository) => `The page was loaded anew while a run was sent. Look whether ${repository} is in your account.`;
const lost = (repository) => `The connection was lost. Look whether ${repository} is in your account.`;

class Push {
  #knowsWho = false;
  #isUnderWay = false;
  #isNamed = false; // by the visitor
  #sent = ""; // the repository that a run is sent to, as far as the server said so
  #clock = null;

  constructor(element, props, trigger) {
    Object.assign(this, { props, trigger, part: partsOf(element) });
    const { part } = this;
    part("run").addEventListener("change", () => this.nameIt());
    part("name").addEventListener("input", () => (this.#isNamed = true));
    part("private").checked = readKept("private", Boolean) ?? false;
    part("private").addEventListener("change", ({ target }) => keep("private", target.checked));
    part("push-form").addEventListener("input", () => this.forgetTheLast());
    part("push-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#isUnderWay) this.send();
    });
    for (const link of [part("sign-in"), part("sign-out")]) link.addEventListener("click", (event) => this.go(event));
    choice.onChange(() => this.showRuns());
    if (location.hash === NOT_SIGNED_IN) this.say(REFUSED, true);
    const repository = readKept("pushing", isText);
    if (repository) this.say(loadedAnew(repository));
    keep("pushing", "");
  }

  // To sign in or out: the page is left for that.
  go(event) {
    if (readKept("training", Boolean)) {
      event.preventDefault();
      this.say(TRAINS, true);
    } else keep("gone", event.currentTarget.target === ""); // and not to a page beside this one
  }

  // Those of this page; who is signed in is asked when there is one.
  showRuns() {
    const { part } = this;
    const runs = choice.models.filter(({ row }) => row);
    part("push").hidden = !runs.length;
    if (!runs.length) return;
    const before = [...part("run").options].map(({ value }) => value).join();
    if (before !== runs.map(({ key }) => key).join()) {
      const { value: chosen } = part("run");
      part("run").replaceChildren(...runs.map(({ key, name }) => make("option", { value: key, textContent: name })));
      part("run").value = (this.#isNamed && runs.find(({ key }) => key === chosen)?.key) || runs.at(-1).key;
      this.nameIt();
    }
    if (!this.#knowsWho) this.trigger("focus", {});
    this.#knowsWho = true;
  }

  nameIt() {
    const { options, selectedIndex } = this.part("run");
    if (!this.#isNamed) this.part("name").value = repositoryName(options[selectedIndex].textContent);
  }

  // What was said of the last push is not of what the form says now.
  forgetTheLast() {
    if (this.#isUnderWay) return;
    this.say("");
    this.part("pushed").hidden = true;
  }

  send() {
    const { part } = this;
    this.forgetTheLast();
    this.showPushing(true);
    this.say(ASKED);
    const { value: key } = part("run");
    this.trigger("upload", { key, name: part("name").value.trim(), private: part("private").checked });
  }

  // What the server says.
  show() {
    const { user, text, error, pushed, repository } = this.props.value;
    const { part } = this;
    part("signed-out").hidden = user !== null;
    part("push-form").hidden = user === null;
    part("user").textContent = user ?? "";
    part("owner").textContent = `${user}/`;
    this.showWays();
    this.#sent = repository;
    this.showPushing(repository !== "");
    if (text) this.say(text, error);
    part("pushed").hidden = !pushed;
    if (pushed) this.showPushed(pushed);
    if (pushed || error) part(pushed ? "pushed" : "push-text").scrollIntoView({ block: "nearest" });
    if (readKept("gone", Boolean)) this.comeBack();
  }

  showPushed({ address, repo_id: repository, private: isPrivate }) {
    const { part } = this;
    part("pushed-at").href = part("pushed-at").textContent = address;
    part("command").textContent = `python app.py --model ${repository}`;
    part("pushed-private").hidden = !isPrivate;
    this.#isNamed = false;
  }

  showWays() {
    const isFramed = window !== window.parent;
    const { search } = location;
    const link = this.part("sign-in");
    link.href = isFramed ? ownPage(readKept("ticket", isText), search) : signIn(search);
    link.target = isFramed ? "_blank" : "";
    link.textContent = `Sign in with Hugging Face${isFramed ? ", in a page of its own" : ""}`;
    this.part("sign-out").href = signOut(search);
  }

  // From Hugging Face, to where one left.
  comeBack() {
    keep("gone", false);
    this.part("push").scrollIntoView({ block: "center" });
    const way = this.part("push-form").hidden ? "sign-in" : "send";
    this.part(way).focus({ preventScroll: true });
  }

  showPushing(isUnderWay) {
    this.#isUnderWay = isUnderWay;
    this.part("send").ariaDisabled = isUnderWay; // not disabled, which would lose the focus
    this.part("push-bar").hidden = !isUnderWay;
    keep("pushing", this.#sent);
    clearTimeout(this.#clock);
    if (isUnderWay) this.#clock = setTimeout(() => this.lose(), SILENCE);
  }

  lose() {
    this.say(this.#sent ? lost(this.#sent) : UNREACHABLE, true);
    this.#sent = "";
    this.showPushing(false);
  }

  say(text, isError = false) {
    this.part("push-text").textContent = text;
    speak(this.part("push-spoken"), text);
    this.part("push-text").classList.toggle("error", isError);
  }
}

export default function begin({ element, props, watch, trigger }) {
  const ticket = ticketOf(location.hash);
  if (ticket && readKept("ticket", isText) === null) {
    for (const [name, value] of Object.entries({ ticket, moves: true, gone: true })) keep(name, value);
    location.replace(signIn(location.search));
    return;
  }
  const push = new Push(element, props, trigger);
  watch("value", () => push.show());
}
