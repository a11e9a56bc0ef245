// The Mistakes tab: a walk through the network's mistakes, a quiz, and all of them at a glance.
// `props.value` says which model and test set are chosen, and which image was asked to be opened.

const DIGITS = [...Array(10).keys()];
const ANY = "any";
let order = []; // indices of the mistakes, shuffled
let at = -1; // where in it we are; -1 before the first, or at an image that is not in it
let shown = null; // what the server said of the image on the page
let answered = true; // whether the labels may be seen
const quizzed = new Set(); // images that were asked for already
const inQuiz = () => `${props.value.test_set}-${shown.index}`;
let opened; // the last request to open an image that was met
let turn = 0; // number of the latest question for an image
let listing = null; // the latest question for the list
const score = { asked: 0, you: 0, agreed: 0, models: {} };

const filters = () => ({ true: chosenDigit("true"), predicted: chosenDigit("predicted"), mistakes: true });
const about = () => ({ model: props.value.model, test_set: props.value.test_set });
const chosenDigit = (name) => (part(name).value === ANY ? null : Number(part(name).value));

const loadGallery = makeGallery(
  part("gallery"),
  (start) => server.samples({ ...about(), ...filters(), start }),
  (index) => show(index),
);

// --- the walk ------------------------------------------------------------------------------

async function relist() {
  const question = () => server.list({ ...about(), ...filters() });
  const mine = (listing = insist(question, () => mine === listing, say));
  const reply = await mine;
  if (mine !== listing || !reply) return;
  order = shuffle(reply.indices ?? []);
  at = shown ? order.indexOf(shown.index) : -1;
  part("summary").textContent = `All ${order.length.toLocaleString("en")} mistakes, most confident first`;
  if (reply.error) say(reply.error);
  else if (!order.length) say("No mistake is like that: choose other labels, another test set or another model.");
  else say("");
  showPlace();
  if (element.querySelector("details").open) loadGallery(0);
}

function shuffle(indices) {
  for (let i = indices.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [indices[i], indices[j]] = [indices[j], indices[i]];
  }
  return indices;
}

async function walk(step) {
  await listing; // for who clicks before it is here
  if (!order.length) return;
  if (at + step >= order.length) {
    order = shuffle(order);
    at = -1;
    say("You have seen them all; here they come again, in another order.");
  } else say("");
  at = Math.max(0, at + step);
  show(order[at]);
}

function showPlace() {
  part("place").textContent = at >= 0 ? `${at + 1} of ${order.length}` : order.length ? `${order.length} mistakes` : "";
  part("previous").disabled = at <= 0;
  part("next").disabled = part("random").disabled = !order.length;
}

// --- one image -----------------------------------------------------------------------------

async function show(index) {
  const mine = ++turn;
  const reply = await insist(() => server.show({ ...about(), index }), () => mine === turn, say);
  if (!reply) return;
  if (reply.error) {
    say(reply.error);
    return;
  }
  if (part("note").textContent === UNREACHABLE) say("");
  shown = reply;
  at = order.indexOf(index);
  answered = !part("quiz").checked || reply.label === reply.prediction || quizzed.has(inQuiz()) || (!reply.image && !reply.waiting);
  render();
  remember();
  if (reply.waiting) setTimeout(() => shown === reply && show(index), 1000);
}

function render() {
  const { index, label, prediction, image, evidence, probabilities } = shown;
  part("card").hidden = false;
  part("question").hidden = answered;
  part("answer").hidden = part("reason").hidden = part("after").hidden = !answered;
  paint(part("image"), image, inInk);
  part("image").ariaLabel = answered ? `Image ${index}: ${article(label)}` : `Image ${index}`;
  part("which").textContent = `Image ${index} of ${props.value.test_set_name}. ${shown.note}`;
  part("heading").textContent =
    label === prediction ? `It is ${article(label)}, and the network read it right` : `It is ${article(label)}; the network took it for ${article(prediction)}`;
  part("rank").textContent = `${shown.rank} True label ${label}: ${percent(probabilities[label])}. Predicted label ${prediction}: ${percent(probabilities[prediction])}.`;
  part("others").textContent = shown.others.map(([model, digit]) => `${model} says ${digit}.`).join(" ");
  fillBars(bars, probabilities, prediction);
  paint(part("evidence"), evidence, inEvidence);
  part("why").textContent = shown.why;
  part("reason").hidden ||= !evidence;
  part("trace").disabled = part("inside").disabled = !image;
  showPlace();
}

function say(sentence) {
  part("note").textContent = sentence;
}

function remember() {
  if (!element.clientWidth) return; // in a tab that is not shown
  nameInAddress({ mistake: `${props.value.test_set}-${shown.index}`, model: props.value.model });
}

// --- the quiz ------------------------------------------------------------------------------

function answer(digit) {
  if (answered || !shown) return;
  answered = true;
  quizzed.add(inQuiz());
  score.asked += 1;
  score.you += digit === shown.label;
  score.agreed += digit === shown.prediction;
  for (const [model, said] of [[shown.model, shown.prediction], ...shown.others])
    score.models[model] = (score.models[model] ?? 0) + (said === shown.label);
  render();
  const models = Object.entries(score.models).map(([model, right]) => `${model} ${right}`);
  const verdict = digit === shown.label ? `You said ${digit}: right.` : `You said ${digit}.`;
  part("score").textContent = `${verdict} Right so far, of ${score.asked}: you ${score.you}, ${models.join(", ")}. You said what the network said ${score.agreed} time${score.agreed === 1 ? "" : "s"}.`;
  part("heading").focus();
}

function key(event) {
  if (!element.clientWidth || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [role=tab], [role=radio]")) return;
  if (event.key === "ArrowRight") walk(1);
  else if (event.key === "ArrowLeft") walk(-1);
  else if (!answered && /^[0-9]$/.test(event.key)) answer(Number(event.key));
}

// --- begin ---------------------------------------------------------------------------------

const bars = makeBars();
part("bars").append(bars);
for (const name of ["true", "predicted"]) {
  part(name).append(make("option", { value: ANY, textContent: ANY }), ...DIGITS.map((digit) => make("option", { value: digit, textContent: digit })));
  part(name).addEventListener("change", relist);
}
for (const digit of DIGITS) {
  const button = make("button", { type: "button", textContent: digit });
  button.addEventListener("click", () => answer(digit));
  part("digits").append(button);
}
part("random").addEventListener("click", () => walk(1));
part("next").addEventListener("click", () => walk(1));
part("previous").addEventListener("click", () => walk(-1));
part("inside").addEventListener("click", () => trigger("submit", { test_set: props.value.test_set, index: shown.index }));
part("trace").addEventListener("click", () => trigger("select", { test_set: props.value.test_set, index: shown.index }));
element.querySelector("details").addEventListener("toggle", (event) => event.target.open && loadGallery(0));
document.addEventListener("keydown", key);

let list = ""; // of which model and test set `order` is
let address = /[?&]mistake=(\w+)-(\d+)/.exec(location.search); // names an image to begin with
async function changed() {
  const { model, test_set, index, request } = props.value;
  const wanted = `${model} ${test_set}`;
  const otherSet = !list.endsWith(` ${test_set}`);
  const open = request !== opened && index !== null;
  if (wanted !== list) {
    list = wanted;
    if (otherSet) {
      turn += 1; // what is on its way is of the other one
      shown = null;
      part("card").hidden = part("after").hidden = true;
    }
    await relist();
  }
  opened = request;
  if (address?.[1] === test_set) {
    const named = Number(address[2]);
    address = null;
    await show(named);
  } else if (open) await show(index);
  else if (shown) await show(shown.index);
}
watch("value", changed);
changed();
