// Below the picture: the same image's way through the network in numbers, and one unit of it. While it is out of
// sight it asks the server nothing.

import { Asker } from "../shared/ask.mjs";
import { arrow, oneTabStop, partsOf } from "../shared/dom.mjs";
import { choice, drawing, looking } from "../state/page.mjs";
import { whenInSight } from "../shared/sight.mjs";
import { View } from "./view.mjs";

const REST = 150; // milliseconds: while a pen moves only the picture follows

class Inside {
  #clock = null;
  #means = new Map(); // the mean activations, by model and test set

  constructor(element, server) {
    Object.assign(this, { element, server, part: partsOf(element) });
    this.view = new View(this.part, looking);
    this.looks = new Asker((error) => {
      this.view.say(error);
      this.view.hide(); // what it shows is of another choice
    });
    this.excitement = new Asker((error) => this.view.showExcitement(null, error));
    this.listen();
  }

  listen() {
    const on = (name, event, act) => this.part(name).addEventListener(event, act);
    on("switch", "click", () => looking.toggle(this.view.look.unit.number));
    on("ten", "click", () => looking.switchOff(looking.nextTen(this.view.look)));
    on("on", "click", () => looking.switchAllOn());
    on("tiles", "keydown", (event) => this.walk(event));
    oneTabStop(this.part("tiles"), ".tile");
    this.refreshSoon = whenInSight(this.element, () => this.refresh(), "100px");
    for (const source of [drawing, looking, choice]) source.onChange(() => this.changed());
  }

  changed() {
    this.element.hidden = looking.isTesting;
    clearTimeout(this.#clock);
    this.#clock = setTimeout(this.refreshSoon, REST);
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

  refresh() {
    if (!choice.chosen) return;
    const { named, testSet } = choice; // there may be others when the answer comes
    const question = looking.question(drawing);
    if (question) this.looks.ask(() => this.server.look({ ...named, ...question }), (look) => this.show(look, named, testSet));
    else {
      this.looks.forget();
      this.view.say("Draw a digit, or open a test image: here is then what every step of the network makes of it.");
      this.view.hide();
    }
  }

  show({ error, note, image, ...look }, named, testSet) {
    this.view.say(error ?? note);
    if (error || !image) this.view.hide();
    else {
      this.view.show({ ...look, image });
      this.findExcitement(named, testSet);
    }
  }

  findExcitement(named, testSet) {
    const basis = `Its mean activation over the images of each digit in ${testSet.name}.`;
    const key = JSON.stringify(named);
    const question = async () => this.#means.get(key) ?? (await this.server.excitement(named));
    this.excitement.ask(question, (reply) => {
      const { error, note, means = null } = reply;
      if (means) this.#means.set(key, reply);
      this.view.showExcitement(means, error ?? (note || basis));
    });
  }
}

export default function begin({ element, server }) {
  new Inside(element, server).changed();
}
