// The runs of the page: their names, which hide and show their curves, and a table of what they were.

import { button, make } from "../../shared/dom.mjs";
import { address } from "../../state/page.mjs";
import { recordAt } from "./runs.mjs";

// `pack` is given the key of a run that is to be packed as a zip.
export function showResults(part, runs, pack) {
  part("use").addEventListener("click", () => drawWith(runs.finished.at(-1)));
  runs.onChange(() => {
    part("use").disabled = !runs.finished.length;
    showNames(part("names"), runs);
    part("results").hidden = !runs.finished.length;
    showTable(part("table"), runs, pack);
  });
}

const drawWith = ({ key }) => address.visit("draw", { model: key });

function swatch(runs, key) {
  const made = make("i");
  made.style.setProperty("--colour", `var(--mnist-run-${runs.colour(key)})`);
  return made;
}

// How a run read the test images, where the charts are read; in the end as the table says.
function accuracy({ records, test_sets: testSets }, epoch) {
  const share = testSets && epoch === null ? testSets[0].accuracy : recordAt(records, epoch)?.[3];
  return share === undefined ? "" : `${(100 * share).toFixed(1)}%`;
}

// While a training goes on its numbers move many times a second: what is there stays, and so does the focus.
function showNames(place, runs) {
  const newestFirst = runs.all.reverse();
  const keys = newestFirst.map(({ key, name }) => `${key} ${name}`).join("\n");
  if (place.dataset.keys !== keys) {
    place.dataset.keys = keys;
    place.replaceChildren(
      ...newestFirst.map(({ key, name }) => {
        const named = button("", () => runs.toggle(key), { title: `${name}: hide its curves, or show them` });
        named.append(swatch(runs, key), make("span", { textContent: name }), make("b"));
        return named;
      }),
    );
  }
  newestFirst.forEach((run, n) => {
    place.children[n].ariaPressed = runs.isShown(run.key);
    place.children[n].lastChild.textContent = accuracy(run, runs.epoch);
  });
}

function showTable(table, runs, pack) {
  const keys = runs.finished.map(({ key }) => key).join("\n");
  if (table.dataset.keys === keys || !keys) return;
  table.dataset.keys = keys;
  const headings = ["run", "use it", ...Object.keys(runs.finished[0].row)];
  const head = make("tr", {}, ...headings.map((textContent) => make("th", { scope: "col", textContent })));
  const rows = runs.finished.map((run) => {
    const cells = Object.values(run.row).map((textContent) => make("td", { textContent }));
    const name = make("th", { scope: "row" }, swatch(runs, run.key), run.name.split(":")[0]);
    const use = make("td", {}, button("Draw", () => drawWith(run)), button("Zip", () => pack(run.key)));
    return make("tr", {}, name, use, ...cells);
  });
  table.replaceChildren(make("thead", {}, head), make("tbody", {}, ...rows));
}
