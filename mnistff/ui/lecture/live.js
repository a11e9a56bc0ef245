// A live result of the lecture: asked for when it comes into view, then shown block by block.

let index = 0; // of the image chosen
let turn = 0; // number of the latest question to the server

async function load() {
  const mine = ++turn;
  const request = { name: props.value, index };
  const tell = (error) => (part("note").textContent = error);
  const reply = await insist(() => server.result(request), () => mine === turn, tell);
  if (!reply) return;
  part("note").textContent = reply.error ?? reply.note;
  if (reply.waiting) setTimeout(() => mine === turn && load(), 1000);
  if (reply.error || reply.waiting) return;
  const focused = part("blocks").contains(document.activeElement) ? document.activeElement.dataset.key : null;
  part("blocks").replaceChildren(...reply.blocks.map((block) => show[block.kind](block)));
  if (focused) part("blocks").querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
}

function chooseImage(number) {
  index = number;
  load();
}

// --- blocks: each makes an element -----------------------------------------------------------

const show = {
  text: ({ text }) => make("p", { textContent: text }),
  printed: ({ text }) => make("pre", { textContent: text, tabIndex: 0 }),
  table: showTable,
  choose: showChoice,
  pictures: showPictures,
  pixels: showPixels,
  curves: showCurves,
  opens: showLink,
};

function showTable({ head, rows, marked }) {
  const cells = (tag, values) => values.map((value) => make(tag, { textContent: value }));
  const body = rows.map((row, i) => make("tr", { className: i === marked ? "marked" : "" }, ...cells("td", row)));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...cells("th", head))), make("tbody", {}, ...body));
  return make("div", { className: "wide" }, table);
}

function showChoice({ index, total, name }) {
  const button = (key, words, title, number) => {
    const made = make("button", { type: "button", textContent: words, title, ariaLabel: title });
    made.dataset.key = key;
    made.addEventListener("click", () => chooseImage(number()));
    return made;
  };
  const field = make("input", { type: "number", min: 0, max: total - 1, value: index });
  field.dataset.key = "field";
  field.addEventListener("change", () => chooseImage(Math.min(total - 1, Math.max(0, Math.trunc(field.valueAsNumber) || 0))));
  return make(
    "div",
    { className: "controls" },
    make("label", {}, `${name} `, field, ` of ${total.toLocaleString("en")}`),
    button("previous", "←", "Previous", () => (index + total - 1) % total),
    button("next", "→", "Next", () => (index + 1) % total),
    button("random", "At random", "At random", () => Math.floor(Math.random() * total)),
  );
}

function showPictures({ pictures }) {
  const tiles = pictures.map(({ index: number, label, raw }) => {
    const canvas = make("canvas", { width: 28, height: 28 });
    paint(canvas, raw, inInk);
    if (pictures.length === 1) return make("figure", {}, canvas, make("figcaption", { textContent: `label ${label}` }));
    const tile = make("button", { type: "button", className: "thumb", ariaLabel: `Image ${number}, label ${label}`, ariaPressed: number === index }, canvas, make("b", { textContent: label }));
    tile.dataset.key = `image-${number}`;
    tile.addEventListener("click", () => chooseImage(number));
    return tile;
  });
  return make("div", { className: "thumbs" }, ...tiles);
}

// The 28×28 numbers over their pixels; the cursor is moved by mouse, finger or arrow keys.
function showPixels({ raw, inputs }) {
  const cells = raw.map((value) => {
    const cell = make("span", { textContent: value, className: value > 110 ? "bright" : "" });
    cell.style.setProperty("--ink", value / 255);
    return cell;
  });
  const grid = make("div", { className: "pixels", tabIndex: 0, role: "img", ariaLabel: "28 by 28 numbers; the arrow keys move the cursor" }, ...cells);
  grid.dataset.key = "pixels";
  const readout = make("output");
  let at = raw.indexOf(Math.max(...raw));
  const move = (next) => {
    cells[at].classList.remove("at");
    cells[(at = next)].classList.add("at");
    const loader = inputs ? `; the loader gives ${inputs[at]}` : "";
    readout.textContent = `row ${Math.floor(at / 28)}, column ${at % 28}: ${raw[at]}${loader}`;
  };
  const point = (event) => {
    const next = cells.indexOf(document.elementFromPoint(event.clientX, event.clientY));
    if (next >= 0) move(next);
  };
  grid.addEventListener("pointermove", point);
  grid.addEventListener("pointerdown", point);
  grid.addEventListener("keydown", (event) => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    const row = Math.min(27, Math.max(0, Math.floor(at / 28) + down));
    move(28 * row + Math.min(27, Math.max(0, (at % 28) + right)));
  });
  move(at);
  return make("div", {}, grid, readout);
}

function showLink({ tab, text }) {
  const button = make("button", { type: "button", textContent: text });
  button.addEventListener("click", () => element.dispatchEvent(new CustomEvent("open-tab", { detail: tab, bubbles: true })));
  return make("div", { className: "controls" }, button);
}

// --- curves ----------------------------------------------------------------------------------

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 48;
const BOTTOM = 36;

function draw(tag, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function showCurves({ lines }) {
  const epochs = lines[0].values.length;
  const most = Math.max(...lines.flatMap((line) => line.values));
  const x = (i) => LEFT + ((WIDTH - LEFT - 16) * i) / Math.max(1, epochs - 1);
  const y = (value) => 12 + (HEIGHT - BOTTOM - 12) * (1 - value / most);
  const tick = 10 ** Math.floor(Math.log10(most));
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, tabindex: 0, role: "img", "aria-label": "Loss by epoch; the arrow keys go from epoch to epoch" });
  svg.dataset.key = "curves";
  for (let value = 0; value <= most; value += tick)
    svg.append(draw("path", { class: "grid", d: `M${LEFT} ${y(value)}H${WIDTH - 16}` }), draw("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, value.toPrecision(1)));
  for (let i = 0; i < epochs; i++) svg.append(draw("text", { x: x(i), y: HEIGHT - 14, "text-anchor": "middle" }, i + 1));
  const cursor = draw("path", { class: "cursor" });
  svg.append(cursor);
  lines.forEach(({ values }, n) => {
    svg.append(draw("polyline", { class: `line-${n}`, points: values.map((value, i) => `${x(i)},${y(value)}`).join(" ") }));
    values.forEach((value, i) => svg.append(draw("circle", { class: `line-${n}`, cx: x(i), cy: y(value), r: 3.5 })));
  });
  const numbers = lines.map(() => make("b"));
  const names = lines.map(({ name }, n) => make("li", {}, make("i", { className: `line-${n}` }), `${name}: `, numbers[n]));
  const heading = make("b");
  let at = epochs - 1;
  const move = (next) => {
    at = Math.min(epochs - 1, Math.max(0, next));
    cursor.setAttribute("d", `M${x(at)} 12V${HEIGHT - BOTTOM}`);
    heading.textContent = `Epoch ${at + 1}`;
    lines.forEach(({ values }, n) => (numbers[n].textContent = values[at].toFixed(4)));
  };
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * WIDTH;
    move(Math.round(((place - LEFT) / (WIDTH - LEFT - 16)) * Math.max(1, epochs - 1)));
  };
  svg.addEventListener("pointermove", point);
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(at + step);
  });
  move(at);
  return make("div", { className: "curves" }, make("p", {}, "mean cross-entropy (nats) by epoch"), svg, make("div", { role: "status" }, heading, make("ul", {}, ...names)));
}

// --- begin -----------------------------------------------------------------------------------

new IntersectionObserver(
  (entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    load();
  },
  { rootMargin: "300px" },
).observe(element);
