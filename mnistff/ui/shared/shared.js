// What the components share: it stands before each component's own script. Gradio runs the two as
// the body of a function of `element`, `props`, `server`, `trigger` and `watch`.

const part = (name) => element.querySelector(`[data-part="${name}"]`);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// The answer to a question to the server, or undefined if there is none: it can't be reached, it gave
// no answer, which Gradio gives as undefined, or the time is up.
async function within(seconds, question) {
  let clock;
  const late = new Promise((done) => (clock = setTimeout(done, 1000 * seconds)));
  const reply = await Promise.race([question.catch(() => undefined), late]);
  clearTimeout(clock);
  return reply;
}

const UNREACHABLE = "The server can't be reached just now.";

// The answer to a question to the server; none is an error like any other.
async function caught(question) {
  return (await within(60, question)) ?? { error: UNREACHABLE };
}

// The answer to a question that is asked again, each second, until the server can be reached, and told
// about meanwhile; null once the answer is no longer `wanted`.
async function insist(question, wanted, tell) {
  for (;;) {
    const reply = await within(60, question());
    if (!wanted()) return null;
    if (reply) return reply;
    tell(UNREACHABLE);
    await pause(1000);
    if (!wanted()) return null;
  }
}

const inInk = (ink) => [255, 255, 255, ink];
const inEvidence = (share) => (share > 0 ? [230, 120, 0, share] : [0, 120, 255, -share]);

function paint(target, values, colour) {
  const image = new ImageData(28, 28);
  values?.forEach((value, i) => image.data.set(colour(value), 4 * i));
  target.getContext("2d").putImageData(image, 0, 0);
}

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// The address names what is shown, so that it can be shared; what else it says stays. It is written when
// it rests: Safari allows 100 changes in ten seconds. What waits to be written is the page's, not a
// component's: the latest of all counts.
const REST = 200; // milliseconds

function nameInAddress(named) {
  document.toBeNamed = named;
  clearTimeout(document.naming);
  document.naming = setTimeout(writeAddress, REST);
  addEventListener("pagehide", writeAddress); // added once, however often it is asked for
}

function writeAddress() {
  clearTimeout(document.naming);
  if (!document.toBeNamed) return;
  const query = new URLSearchParams(location.search);
  for (const name of ["mistake", "model", "step"]) query.delete(name);
  for (const [name, value] of Object.entries(document.toBeNamed)) query.set(name, value);
  document.toBeNamed = null;
  if (location.search === `?${query}`) return;
  try {
    history.replaceState(history.state, "", `?${query}`);
  } catch {
    return; // the browser forbids it: the page goes on, and the address stays as it is
  }
  // On Spaces the page is inside another one, which is asked to show the same in its address.
  if (parent !== window) parent.postMessage({ queryString: `?${query}`, hash: "" }, "https://huggingface.co");
}

// --- ten bars ------------------------------------------------------------------------------

function makeBars() {
  const row = (digit) => make("li", {}, make("b", { textContent: digit }), make("span", {}, make("i")), make("small"));
  return make("ol", { className: "bars" }, ...[...Array(10).keys()].map(row));
}

function fillBars(bars, probabilities, best) {
  bars.querySelectorAll("li").forEach((row, digit) => {
    row.classList.toggle("best", digit === best);
    row.querySelector("i").style.setProperty("--share", probabilities[digit]);
    row.querySelector("small").textContent = `${Math.round(100 * probabilities[digit])}%`;
  });
}

// --- pages of samples ------------------------------------------------------------------------

const article = (digit) => (digit === 8 ? `an ${digit}` : `a ${digit}`);
const percent = (share) => `${(100 * share).toFixed(share > 0.01 ? 0 : 1)}%`;

function makeThumbnail(sample, open) {
  const { index, label, prediction, confidence, true_share } = sample;
  const right = label === prediction;
  const name = right
    ? `Image ${index}: ${article(label)}, read right, ${percent(confidence)}`
    : `Image ${index}: ${article(label)} taken for ${article(prediction)}, ${percent(confidence)}; ${label} got ${percent(true_share)}`;
  const button = make("button", { type: "button", className: "thumb", title: name, ariaLabel: name });
  button.append(sample.image ? make("img", { src: sample.image, alt: "" }) : make("span", { className: "none" }));
  button.append(make("b", { textContent: `${prediction} ${percent(confidence)}` }));
  button.append(make("small", { textContent: right ? "right" : `is ${label}: ${percent(true_share)}` }));
  button.addEventListener("click", () => open(index));
  return button;
}

// A list of thumbnails that grows by a page; `ask(start)` gets one from the server.
function makeGallery(place, ask, open) {
  const thumbs = make("div", { className: "thumbs" });
  const note = make("p", { className: "note", role: "status" });
  const more = make("button", { type: "button", className: "more", hidden: true });
  place.append(note, thumbs, more);
  let request = 0;

  async function load(start) {
    const mine = ++request;
    const wanted = () => mine === request; // else asked for something else meanwhile
    const reply = await insist(() => ask(start), wanted, (error) => (note.textContent = error));
    if (!reply) return null;
    note.textContent = reply.error ?? reply.note;
    if (reply.error) return null;
    if (!start) thumbs.replaceChildren();
    thumbs.append(...reply.samples.map((sample) => makeThumbnail(sample, open)));
    const left = reply.total - start - reply.samples.length;
    more.hidden = left <= 0;
    more.textContent = `Show more (${left})`;
    more.onclick = () => load(start + reply.samples.length);
    if (reply.waiting) setTimeout(() => mine === request && load(start), 1000);
    return reply;
  }
  return load;
}
