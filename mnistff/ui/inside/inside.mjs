// The Inside the network tab. `props.value` says which model and test set are chosen, and which image was asked
// to be opened (see `ui/inside`). While the tab is not shown it asks the server nothing.

import { Asker } from "../shared/ask.mjs";
import { arrow, oneTabStop, partsOf } from "../shared/dom.mjs";
import { drawing } from "../shared/page.mjs";
import { unpack } from "../shared/paint.mjs";
import { Looking } from "./looking.mjs";
import { View } from "./view.mjs";

class Inside {
  #stale = true; // whether what is shown is older than what was chosen
  #known = new Map(); // answers to what is asked only once

  constructor(element, value, server) {
    Object.assign(this, { element, server, part: partsOf(element), looking: new Looking(value) });
    this.view = new View(this.part, this.looking, (unit) => this.choose(unit));
    this.looks = new Asker((error) => {
      this.view.say(error);
      this.view.hide(); // what it shows is of another choice
    });
    this.excitement = new Asker((error) => this.view.showExcitement(null, error));
    this.listen();
  }

  listen() {
    const { part, looking } = this;
    const on = (name, event, act) => part(name).addEventListener(event, act);
    on("own", "click", () => this.take({ strokes: drawing.thinned() }));
    on("random", "click", () => this.take({ index: Math.floor(Math.random() * looking.value.count) }));
    on("index", "change", ({ target }) => target.value !== "" && this.take({ index: Number(target.value) }));
    on("all", "click", () => {
      this.view.everyTile = !this.view.everyTile;
      this.view.showTiles();
    });
    on("switch", "click", () => this.switch(() => looking.toggle(this.view.look.unit.number)));
    on("ten", "click", () => this.switch(() => looking.nextTen(this.view.look).forEach((unit) => looking.off.add(unit))));
    on("on", "click", () => this.switch(() => looking.off.clear()));
    on("tiles", "keydown", (event) => this.walk(event));
    oneTabStop(part("tiles"), ".tile");
    new ResizeObserver(() => this.comeBack()).observe(this.element);
  }

  // --- what is looked at ----------------------------------------------------------------------

  changed(value) {
    this.takeDrawing();
    this.looking.choose(value);
    this.refresh();
  }

  // The tab comes into sight, or changes its size.
  comeBack() {
    if (!this.element.clientWidth) return;
    this.takeDrawing();
    if (this.#stale) this.refresh();
  }

  takeDrawing() {
    if (this.looking.takeDrawing(drawing.thinned())) this.#stale = true;
    this.part("own").disabled = drawing.isEmpty;
  }

  take(source) {
    this.looking.source = source;
    this.refresh();
  }

  choose(unit) {
    this.switch(() => (this.looking.unit = unit));
  }

  // Do what changes the answer, and show what became of it.
  async switch(act) {
    act();
    if (await this.refresh()) this.part("changed").scrollIntoView({ block: "nearest" });
  }

  // The arrows move within the tiles.
  walk(event) {
    const step = arrow(event);
    if (!step) return;
    const tiles = [...this.part("tiles").children];
    const columns = tiles.filter((tile) => tile.offsetTop === tiles[0].offsetTop).length;
    tiles[tiles.indexOf(event.target.closest(".tile")) + columns * step[0] + step[1]]?.focus();
  }

  // --- asking -------------------------------------------------------------------------------

  async refresh() {
    this.#stale = true;
    if (!this.element.clientWidth) return false;
    this.#stale = false;
    const question = this.looking.question();
    const { model } = question;
    const both = async () => {
      const [look, painted] = await Promise.all([this.server.look(question), this.weights(model)]);
      return look && painted && { ...painted, ...look };
    };
    return this.looks.ask(both, (look) => this.show(look));
  }

  show({ error, note, image, weights, ...look }) {
    this.view.say(error ?? note);
    if (error || !image) this.view.hide();
    else {
      this.view.show({ ...look, image, weights });
      this.findExcitement();
    }
  }

  weights(model) {
    return this.once(`weights ${model}`, async () => {
      const reply = await this.server.weights({ model });
      return reply?.weights ? { weights: unpack(reply.weights) } : reply;
    });
  }

  findExcitement() {
    const { model, test_set, test_set_name } = this.looking.value;
    const basis = `Its mean activation over the images of each digit in ${test_set_name}.`;
    const question = () => this.once(`excitement ${model} ${test_set}`, () => this.server.excitement({ model, test_set }));
    this.excitement.ask(question, ({ error, note, means = null }) => this.view.showExcitement(means, error ?? (note || basis)));
  }

  // The answer to what is asked only once, unless it may be better the next time.
  async once(name, question) {
    const reply = this.#known.get(name) ?? (await question());
    if (reply && !reply.error && !reply.note) this.#known.set(name, reply);
    return reply;
  }
}

export default function begin({ element, props, server, watch }) {
  const inside = new Inside(element, props.value, server);
  watch("value", () => inside.changed(props.value));
  inside.changed(props.value);
}
