// The Train tab as one instrument. `props.value` is `cockpit_value`'s (see `ui/train/shown.py`); what the visitor
// does goes to the server as the data of events (see `ui/train/events.py`).

import { partsOf, speak } from "../shared/dom.mjs";
import { isText, keep, readKept } from "../state/kept.mjs";
import { choice, yours } from "../state/page.mjs";
import { UNREACHABLE, within } from "../shared/ask.mjs";
import { thousands } from "../shared/words.mjs";
import { Chart } from "./runs/chart.mjs";
import { Form } from "./form/form.mjs";
import { Heard } from "./heard.mjs";
import { Mine } from "./mine.mjs";
import { Runs } from "./runs/runs.mjs";
import { showResults } from "./runs/results.mjs";
import { paintTiles } from "./runs/tiles.mjs";
import { addThings } from "./form/things.mjs";

const ENDED = "The training ended when the page was loaded anew. Press Start to train again.";
const PATIENCE = 60; // seconds, for a thousand digits on a slow line
const ASKED = "Asking the server…";
const UNITS = "What each hidden unit looks for: the weights of its 784 inputs, a picture each, form here while it learns.";
const STOPPING = "Stopping…";
const STOPPED = "Stopped before it began."; // as the server says it
const STARTED = "The network is being trained.";
const LOSSES = {
  name: "Loss by epoch, in nats",
  bounds: (values) => [0, values.length ? Math.max(0.1, ...values) : Math.log(10)],
  tick: (value) => (value < 10_000 ? String(value) : value.toExponential(0)),
  tell: (value) => (value < 100 ? value.toFixed(3) : value.toExponential(1)),
  empty: "How wrong it is, in nats",
};
const ACCURACIES = {
  name: "Accuracy by epoch",
  bounds: (values) => [values.length ? Math.min(0.9, ...values) : 0, 1],
  tick: (value) => `${Math.round(100 * value)}%`,
  tell: (value) => `${(100 * value).toFixed(1)}%`,
  empty: "How much it reads right",
};

class Cockpit {
  #isUnderWay = false;
  #image = null; // that the training was given
  #starting = null; // a start that the server was not told of yet

  constructor(element, props, server, trigger) {
    Object.assign(this, { props, trigger, part: partsOf(element), runs: new Runs() });
    const { part, runs } = this;
    this.nothing = props.value.text;
    this.hadBegun = readKept("training", Boolean);
    this.heard = new Heard(server, (text) => this.say(text, true), () => this.end());
    this.form = new Form(part("settings"), props.form);
    this.mine = new Mine(part, runs, server, props.example);
    addThings(part, props.things, (settings) => {
      yours.join(false); // each is to show what it says
      this.start(settings);
    });
    const losses = [[1, "train", part("train-loss")], [2, "test", part("test-loss")]];
    new Chart(part("losses"), runs, { ...LOSSES, kinds: losses });
    new Chart(part("accuracies"), runs, { ...ACCURACIES, kinds: [[3, "test", part("test-accuracy")]] });
    showResults(part, runs, (key) => trigger("download", { key }));
    this.form.fill({ ...props.lecture, ...readKept("settings", Object) });
    this.form.onChange(() => keep("settings", this.form.values));
    part("go").addEventListener("click", () => (this.#isUnderWay ? this.stop() : this.start()));
    part("settings").addEventListener("keydown", ({ key, target }) => {
      if (key === "Enter" && target.matches("input") && !this.#isUnderWay) this.start();
    });
    part("and-yours").addEventListener("change", ({ target }) => yours.join(target.checked));
    yours.onChange(() => this.showYours());
    this.showYours();
    part("borrow").hidden = !props.borrow;
    part("borrow").querySelector("span").textContent = props.borrow ?? "";
  }

  async start(settings) {
    if (settings) this.form.fill(settings);
    this.begin();
    this.say(ASKED);
    const mine = (this.#starting = {}); // until another start, or a stop
    this.#image = await this.mine.given();
    const wrong = yours.joins ? await within(PATIENCE, () => yours.send()) : "";
    if (this.#starting !== mine) return;
    this.#starting = null;
    if (wrong !== "") {
      this.end();
      this.say(wrong ?? UNREACHABLE, true);
      return;
    }
    this.heard.now();
    this.trigger("submit", {
      settings: this.form.values,
      image: this.#image,
      yours: yours.joins && yours.canJoin ? yours.name : null,
      borrows: this.part("borrow").querySelector("input").checked,
      model: choice.model,
    });
  }

  showYours() {
    const label = this.part("and-yours");
    label.hidden = !yours.canJoin;
    label.querySelector("input").checked = yours.joins;
    label.querySelector("span").textContent = `and half of your ${thousands(yours.digits.length)} digits, repeated until they are a tenth of all`;
  }

  stop() {
    if (this.#starting) {
      this.#starting = null;
      this.end();
      this.say(STOPPED);
      return;
    }
    this.say(STOPPING);
    this.trigger("stop", {});
  }

  begin() {
    this.#isUnderWay = true;
    this.part("go").textContent = "Stop";
    this.part("bar").removeAttribute("value"); // it moves, and tells nothing yet
  }

  end() {
    this.#isUnderWay = false;
    this.part("go").textContent = "Start";
    if (!this.part("bar").hasAttribute("value")) this.part("bar").value = 0;
    this.heard.stop();
  }

  say(text, isError = false) {
    this.part("text").textContent = text;
    this.part("text").classList.toggle("error", isError);
  }

  // What the server says.
  show() {
    const { text, under_way: isUnderWay, error, made, training } = this.props.value;
    const said = this.hadBegun && text === this.nothing ? ENDED : text;
    this.say(said, error);
    speak(this.part("train-spoken"), training && isUnderWay ? STARTED : said); // not each step
    if (isUnderWay) this.heard.now();
    else this.end();
    if (isUnderWay && !this.#isUnderWay) this.begin();
    keep("training", isUnderWay);
    if (training) this.follow(training);
    if (made) this.offer(made);
  }

  follow(training) {
    const { done, tiles, units } = training;
    this.part("bar").value = done;
    this.runs.follow(training, this.#image);
    if (!tiles) return;
    const canvas = this.part("tiles");
    const { clientWidth, clientHeight } = canvas.parentElement;
    const count = paintTiles(canvas, tiles, clientWidth > 2 * clientHeight ? 4 : 1);
    const which = count < units ? `the first ${count} of ${units}` : `all ${units}`;
    this.part("caption").textContent = `What the hidden units look for (${which}): ink on orange excites a unit, ink on blue calms it.`;
  }

  // What the page has made can be chosen everywhere.
  offer({ ticket, runs }) {
    const old = [...this.runs.finished, ...runs].map(({ key }) => key);
    this.runs.keep(runs);
    choice.replace(({ key }) => old.includes(key), runs);
    keep("ticket", ticket);
  }
}

export default function begin({ element, props, server, watch, trigger }) {
  const cockpit = new Cockpit(element, props, server, trigger);
  cockpit.part("caption").textContent = UNITS;
  watch("value", () => cockpit.show());
  cockpit.show();
  // After a reload the server knows the page by its ticket, and gives what it had made; that is asked for once it is
  // known which networks there are.
  let ticket = readKept("ticket", isText);
  choice.onChange(() => {
    if (ticket !== null) trigger("retry", { ticket, moves: readKept("moves", Boolean) });
    ticket = null;
    keep("moves", false);
  });
}
