// A run into the visitor's own account on the Hub. `props.value` is `push_value`'s (see `ui/train/push`); what the
// visitor does goes to the server as the data of events.

import { make, partsOf, speak } from "../../shared/dom.mjs";
import { isText, keep, readKept } from "../../state/kept.mjs";
import { choice } from "../../state/page.mjs";
import { NOT_SIGNED_IN, ownPage, repositoryName, SIGN_IN, ticketOf } from "./names.mjs";

const REFUSED = "Hugging Face did not sign you in: it can't be reached, or you said no, or it took too long. Try again.";
const SILENCE = 15_000; // milliseconds; the server tells of a push once a second
const ASKED = "Asking the server…";
const LOADED_ANEW = "The page was loaded anew while a run was sent. Look in your account whether it is there.";
const LOST = "The connection was lost while the run was sent. Look in your account whether it is there.";

class Push {
  #knowsWho = false;
  #clock = null;

  constructor(element, props, trigger) {
    Object.assign(this, { props, trigger, part: partsOf(element) });
    const { part } = this;
    part("run").addEventListener("change", () => this.nameIt());
    part("push-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    part("sign-in").addEventListener("click", () => keep("signing-in", true));
    choice.onChange(() => this.showRuns());
    if (location.hash === NOT_SIGNED_IN) this.say(REFUSED, true);
    if (readKept("pushing", Boolean)) this.say(LOADED_ANEW, true);
    keep("pushing", false);
  }

  // Those of this page; who is signed in is asked when there is one.
  showRuns() {
    const { part } = this;
    const runs = choice.models.filter(({ row }) => row);
    part("push").hidden = !runs.length;
    if (!runs.length) return;
    const keys = [...part("run").options].map(({ value }) => value);
    if (runs.some(({ key }) => !keys.includes(key)) || runs.length !== keys.length) {
      part("run").replaceChildren(
        ...runs.map(({ key, name }) => make("option", { value: key, textContent: name })),
      );
      part("run").value = runs.at(-1).key;
      this.nameIt();
    }
    if (!this.#knowsWho) this.trigger("focus", {});
    this.#knowsWho = true;
  }

  nameIt() {
    const { options, selectedIndex } = this.part("run");
    this.part("name").value = repositoryName(options[selectedIndex].textContent);
  }

  send() {
    const { part } = this;
    this.showPushing(true);
    this.say(ASKED);
    const { value: key } = part("run");
    this.trigger("upload", { key, name: part("name").value.trim(), private: part("private").checked });
  }

  // What the server says.
  show() {
    const { user, text, under_way: isUnderWay, error, pushed } = this.props.value;
    const { part } = this;
    part("signed-out").hidden = user !== null;
    part("push-form").hidden = user === null;
    part("user").textContent = user ?? "";
    part("owner").textContent = `${user}/`;
    this.showSignIn();
    if (readKept("signing-in", Boolean)) part("push").scrollIntoView({ block: "center" }); // come back from there
    keep("signing-in", false);
    if (text) this.say(text, error);
    this.showPushing(isUnderWay);
    part("pushed").hidden = !pushed;
    if (!pushed) return;
    part("pushed-at").href = part("pushed-at").textContent = pushed.address;
    part("command").textContent = `python app.py --model ${pushed.repo_id}`;
    part("pushed-private").hidden = !pushed.private;
  }

  showSignIn() {
    const isFramed = window !== window.parent;
    const link = this.part("sign-in");
    link.href = isFramed ? ownPage(readKept("ticket", isText)) : SIGN_IN;
    link.target = isFramed ? "_blank" : "";
    link.textContent = `Sign in with Hugging Face${isFramed ? ", in a page of its own" : ""}`;
  }

  showPushing(isUnderWay) {
    this.part("send").disabled = isUnderWay;
    this.part("push-bar").hidden = !isUnderWay;
    keep("pushing", isUnderWay);
    clearTimeout(this.#clock);
    if (isUnderWay) this.#clock = setTimeout(() => this.lose(), SILENCE);
  }

  lose() {
    this.showPushing(false);
    this.say(LOST, true);
  }

  say(text, isError = false) {
    this.part("push-text").textContent = text;
    speak(this.part("push-spoken"), text.replace(/, for .*/, "")); // once, not each second
    this.part("push-text").classList.toggle("error", isError);
  }
}

export default function begin({ element, props, watch, trigger }) {
  const ticket = ticketOf(location.hash);
  if (ticket) {
    keep("ticket", ticket);
    location.replace(SIGN_IN);
    return;
  }
  const push = new Push(element, props, trigger);
  watch("value", () => push.show());
}
