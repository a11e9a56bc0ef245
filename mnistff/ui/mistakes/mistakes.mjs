// The Mistakes tab: a walk through the network's mistakes, a quiz, and all of them at a glance. `props.value`
// says which model and test set are chosen, and which image was asked to be opened (see `ui/mistakes`).

import { Asker, UNREACHABLE } from "../shared/ask.mjs";
import { DIGITS } from "../shared/bars.mjs";
import { make, partsOf } from "../shared/dom.mjs";
import { makeGallery } from "../shared/gallery.mjs";
import { address, addressed } from "../shared/page.mjs";
import { thousands } from "../shared/words.mjs";
import { Card } from "./card.mjs";
import { Quiz } from "./quiz.mjs";
import { Walk } from "./walk.mjs";

const ANY = "any";
const TYPED = "input:not([type=checkbox]), textarea, select, [role=tab], [role=radio]";

class Mistakes {
  walk = new Walk();
  quiz = new Quiz();
  #look = null; // what the server said of the image on the page
  #mayShow = true; // whether its labels may be seen
  #list = ""; // of which model and test set the walk is
  #request; // the last request to open an image that was met
  #index; // of the image that is shown, or asked for, or is to be once the walk is there
  #named = addressed.mistake; // the image that the address named, until it was shown
  #listed = Promise.resolve(); // settled when the walk is there

  constructor(element, value, server, trigger) {
    Object.assign(this, { element, value, server, part: partsOf(element) });
    const say = (sentence) => this.say(sentence);
    this.card = new Card(this.part, (digit) => this.answer(digit));
    this.lists = new Asker(say);
    this.looks = new Asker(say);
    const samples = (start) => server.samples({ ...this.about(), ...this.filters(), start });
    this.loadGallery = makeGallery(this.part("gallery"), samples, (index) => this.show(index));
    this.listen(trigger);
  }

  listen(trigger) {
    const on = (name, event, act) => this.part(name).addEventListener(event, act);
    for (const name of ["true", "predicted"]) {
      this.part(name).append(...[ANY, ...DIGITS].map((value) => make("option", { value, textContent: value })));
      on(name, "change", () => this.relist());
    }
    on("quiz", "change", ({ target }) => (this.quiz.isOn = target.checked));
    on("random", "click", () => this.go(1));
    on("next", "click", () => this.go(1));
    on("previous", "click", () => this.go(-1));
    on("trace", "click", () => trigger("trace", this.image()));
    on("inside", "click", () => trigger("look_inside", this.image()));
    this.element.querySelector("details").addEventListener("toggle", ({ target }) => target.open && this.loadGallery());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  about = () => ({ model: this.value.model, test_set: this.value.test_set });
  image = () => ({ test_set: this.value.test_set, index: this.#look.index });
  filters = () => ({ true: this.chosen("true"), predicted: this.chosen("predicted"), mistakes: true });
  chosen = (name) => (this.part(name).value === ANY ? null : Number(this.part(name).value));

  say(sentence) {
    this.part("note").textContent = sentence;
  }

  // --- the walk -------------------------------------------------------------------------------

  relist() {
    const question = () => this.server.indices({ ...this.about(), ...this.filters() });
    this.#listed = this.lists.ask(question, (reply) => this.list(reply));
    return this.#listed;
  }

  list({ error, indices = [] }) {
    this.walk.begin(indices, this.#index);
    this.part("summary").textContent = `All ${thousands(indices.length)} mistakes, most confident first`;
    const none = "No mistake is like that: choose other labels, another test set or another model.";
    this.say(error ?? (indices.length ? "" : none));
    this.showPlace();
    if (this.element.querySelector("details").open) this.loadGallery();
  }

  async go(by) {
    await this.#listed; // for who clicks before it is here
    const next = this.walk.step(by);
    if (!next) return;
    this.say(next.again ? "You have seen them all; here they come again, in another order." : "");
    this.show(next.index);
  }

  showPlace() {
    this.part("place").textContent = this.walk.place;
    this.part("previous").disabled = this.walk.isAtFirst;
    this.part("next").disabled = this.part("random").disabled = !this.walk.length;
  }

  // --- one image ------------------------------------------------------------------------------

  show(index) {
    this.#index = index;
    return this.looks.ask(
      () => this.server.image({ ...this.about(), index }),
      (look) => this.showLook(look),
    );
  }

  showLook(look) {
    if (look.error) {
      this.say(look.error);
      return;
    }
    if (this.part("note").textContent === UNREACHABLE) this.say("");
    this.#look = look;
    this.walk.goTo(look.index);
    this.render();
    const { model, test_set } = this.value;
    if (this.element.clientWidth) address.name("mistakes", { mistake: `${test_set}-${look.index}`, model });
  }

  render() {
    this.#mayShow = this.quiz.mayShow(this.value.test_set, this.#look);
    this.card.show(this.#look, this.value.test_set_name, this.#mayShow);
    this.showPlace();
  }

  answer(digit) {
    if (this.#mayShow || !this.#look) return;
    this.part("score").textContent = this.quiz.answer(this.value.test_set, this.#look, digit);
    this.render();
    this.part("heading").focus();
  }

  key(event) {
    if (!this.element.clientWidth || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPED)) return;
    if (event.key === "ArrowRight") this.go(1);
    else if (event.key === "ArrowLeft") this.go(-1);
    else if (/^[0-9]$/.test(event.key)) this.answer(Number(event.key));
  }

  // --- another choice -------------------------------------------------------------------------

  async changed(value) {
    const { model, test_set, index, request } = value;
    if (this.value.test_set !== test_set) this.forget();
    if (request !== this.#request && index !== null) this.#index = index;
    this.#request = request;
    this.value = value;
    if (this.#list !== `${model} ${test_set}`) {
      this.#list = `${model} ${test_set}`;
      await this.relist();
    }
    if (this.#named?.testSet === this.value.test_set) {
      this.#index = this.#named.index;
      this.#named = undefined;
    }
    if (this.#index !== undefined) this.show(this.#index);
  }

  // What is shown, or on its way, is of another test set.
  forget() {
    this.looks.forget();
    this.#look = null;
    this.#index = undefined;
    this.card.hide();
  }
}

export default function begin({ element, props, server, trigger, watch }) {
  const mistakes = new Mistakes(element, props.value, server, trigger);
  watch("value", () => mistakes.changed(props.value));
  mistakes.changed(props.value);
}
