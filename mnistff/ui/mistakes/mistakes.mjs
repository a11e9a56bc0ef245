// The Mistakes tab: a walk through the network's mistakes, a quiz, and all of them at a glance.

import { chooseTestSet } from "../page/select.mjs";
import { readImage } from "../state/address.mjs";
import { Asker, UNREACHABLE } from "../shared/ask.mjs";
import { DIGITS } from "../shared/bars.mjs";
import { make, partsOf } from "../shared/dom.mjs";
import { makeGallery } from "../shared/gallery.mjs";
import { address, choice, drawing, looking } from "../state/page.mjs";
import { whenInSight } from "../shared/sight.mjs";
import { thousands } from "../shared/words.mjs";
import { Card } from "./card.mjs";
import { Quiz } from "./quiz.mjs";
import { Walk } from "./walk.mjs";

const ANY = "any";
const TYPED = "input:not([type=checkbox]), textarea, select, [role=tab], [role=radio], canvas, .field";

class Mistakes {
  walk = new Walk();
  quiz = new Quiz();
  #look = null; // what the server said of the image on the page
  #mayShow = true; // whether its labels may be seen
  #list = ""; // of which model and test set the walk is
  #index; // of the image that is shown, or asked for
  #testSet; // that it is of
  #listed = Promise.resolve(); // settled when the walk is there
  #missing = ""; // what is said of an image that was to be opened, and is of no test set that there is

  constructor(element, server) {
    Object.assign(this, { element, server, part: partsOf(element) });
    const say = (sentence) => this.say(sentence);
    this.card = new Card(this.part, (digit) => this.answer(digit));
    this.lists = new Asker(say);
    this.looks = new Asker(say);
    const samples = (start) => server.samples({ ...choice.named, ...this.filters(), start });
    this.loadGallery = makeGallery(this.part("gallery"), samples, (index) => this.show(index, true));
    this.listen();
  }

  listen() {
    const on = (name, event, act) => this.part(name).addEventListener(event, act);
    for (const name of ["true", "predicted"]) {
      this.part(name).append(...[ANY, ...DIGITS].map((value) => make("option", { value, textContent: value })));
      on(name, "change", () => this.filter());
    }
    on("quiz", "change", ({ target }) => this.ask(target.checked));
    on("random", "click", () => this.go(1));
    on("next", "click", () => this.go(1));
    on("previous", "click", () => this.go(-1));
    on("trace", "click", () => this.trace());
    on("inside", "click", () => address.visit("draw", { image: this.named(), model: choice.model }));
    this.element.querySelector("details").addEventListener("toggle", ({ target }) => target.open && this.loadGallery());
    document.addEventListener("keydown", (event) => this.key(event));
    chooseTestSet(this.part("test-set"), choice);
    address.onVisit("mistakes", ({ mistake }) => this.visit(readImage(mistake)));
    choice.onChange(whenInSight(this.element, () => this.changed()));
  }

  named = () => `${this.#testSet}-${this.#look.index}`;
  filters = () => ({ true: this.chosen("true"), predicted: this.chosen("predicted"), mistakes: true });
  chosen = (name) => (this.part(name).value === ANY ? null : Number(this.part(name).value));

  say(sentence) {
    this.part("note").textContent = sentence;
  }

  // --- the walk -------------------------------------------------------------------------------

  relist() {
    const question = () => this.server.indices({ ...choice.named, ...this.filters(), quiz: this.quiz.isOn });
    this.#listed = this.lists.ask(question, (reply) => this.list(reply));
    return this.#listed;
  }

  list({ error, indices = [], right = [] }) {
    this.walk.begin([...indices, ...right], this.#index);
    this.part("summary").textContent = `All ${thousands(indices.length)} mistakes, most confident first`;
    const none = "No mistake is like that: choose other labels, another test set or another network.";
    this.say(error ?? (indices.length ? this.#missing : none));
    this.showPlace();
    if (this.element.querySelector("details").open) this.loadGallery();
    if (this.#index === undefined) this.go(1); // it begins with one
  }

  // Other labels: what is shown is to be one of them.
  async filter() {
    if (!(await this.relist()) || this.walk.has(this.#index)) return;
    if (this.walk.length) this.go(1);
    else this.card.hide();
  }

  async ask(isOn) {
    this.quiz.isOn = isOn;
    await this.relist();
    if (isOn) this.go(1);
    else if (this.#look) this.render();
  }

  async go(by) {
    await this.#listed; // for who clicks before it is here
    const next = this.walk.step(by);
    if (!next) return;
    this.say(next.again ? "You have seen them all; here they come again, in another order." : this.#missing);
    this.#missing = "";
    this.show(next.index);
  }

  showPlace() {
    this.part("place").textContent = this.walk.place;
    this.part("previous").disabled = this.walk.isAtFirst;
    this.part("next").disabled = this.part("random").disabled = !this.walk.length;
  }

  // --- one image ------------------------------------------------------------------------------

  visit(image) {
    if (!image) return;
    const { testSet, index } = image;
    choice.choose({ testSet });
    if (this.#testSet === testSet && this.#look?.index === index) return;
    [this.#testSet, this.#index] = [testSet, index];
    if (choice.chosen) this.changed(); // else it is shown when it is known what there is
  }

  // `isNew`, if Back is to lead to the image before.
  show(index, isNew = false) {
    [this.#testSet, this.#index] = [choice.testSet.key, index];
    return this.looks.ask(
      () => this.server.image({ ...choice.named, index }),
      (look) => this.showLook(look, isNew),
    );
  }

  showLook(look, isNew) {
    if (look.error) {
      this.say((this.#missing = look.error));
      return;
    }
    if (this.part("note").textContent === UNREACHABLE) this.say("");
    this.#look = look;
    this.walk.goTo(look.index);
    this.render();
    address.name("mistakes", { mistake: this.named(), model: choice.model }, isNew);
  }

  render() {
    this.#mayShow = this.quiz.mayShow(this.#testSet, this.#look);
    this.card.show(this.#look, choice.testSet.name, this.#mayShow);
    this.showPlace();
  }

  answer(digit) {
    if (this.#mayShow || !this.#look) return;
    this.part("score").textContent = this.quiz.answer(this.#testSet, this.#look, digit);
    this.render();
    this.part("heading").focus();
  }

  trace() {
    drawing.clear();
    looking.trace(this.#look.image);
    address.visit("draw", {});
  }

  key(event) {
    if (!this.element.clientWidth || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPED)) return;
    if (event.key === "ArrowRight") this.go(1);
    else if (event.key === "ArrowLeft") this.go(-1);
    else if (/^[0-9]$/.test(event.key)) this.answer(Number(event.key));
  }

  // --- another choice -------------------------------------------------------------------------

  changed() {
    const { testSet } = choice;
    const list = JSON.stringify(choice.named);
    const isOther = this.#list !== list;
    this.#list = list;
    if (this.#testSet !== testSet.key) this.forget();
    if (this.#index !== undefined && (isOther || this.#look?.index !== this.#index)) this.show(this.#index);
    if (isOther) this.relist();
    else if (this.#index === undefined && this.walk.length) this.go(1);
  }

  // What is shown, or on its way, is of another test set.
  forget() {
    const isMissing = this.#index !== undefined && this.#look?.index !== this.#index;
    this.#missing = isMissing ? `This network was not evaluated on a test set “${this.#testSet}”.` : "";
    this.looks.forget();
    this.#look = null;
    this.#index = undefined;
    this.#testSet = choice.testSet.key;
    this.card.hide();
  }
}

export default function begin({ element, server }) {
  new Mistakes(element, server);
}
