// The end of the lecture: its notebook from memory. `props.value` are the pieces (see `mnistff/lecture/memory.py`).

import { partsOf } from "../../shared/dom.mjs";
import { save } from "../save.mjs";
import { fillIn } from "./fill.mjs";
import { putInOrder } from "./order.mjs";

export default function begin({ element, props, server }) {
  const part = partsOf(element);
  putInOrder(part, props.value);
  fillIn(part, props.value);
  part("empty").addEventListener("click", () => {
    const done = "Downloaded. The twelve titles are all the help there is.";
    save("from-memory.ipynb", () => server.download_empty({}), part("note"), done);
  });
}
