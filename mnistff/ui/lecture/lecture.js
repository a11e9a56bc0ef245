// The Lecture tab: its table of contents, an address for each step, the notebook.

const links = [...part("contents").querySelectorAll("a")];
const step = (number) => document.getElementById(`step-${number}`);
const phone = matchMedia("(max-width: 60rem)");
let target = null; // number of the step that was gone to, until the reader moves on

function mark(number) {
  links.forEach((link, i) => (i + 1 === number ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current")));
}

function go(number) {
  if (phone.matches) element.querySelector("details").open = false;
  target = number;
  step(number).scrollIntoView();
  const heading = step(number).querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  mark(number);
  nameInAddress({ step: number });
}

links.forEach((link, i) =>
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // opens the address elsewhere
    event.preventDefault();
    go(i + 1);
  }),
);

// The step that is being read: the last one whose top is above the middle of the screen.
const reading = new IntersectionObserver(
  () => {
    if (!element.clientWidth || target) return; // in a tab that is not shown, or on the way
    const read = links.findLastIndex((_, i) => step(i + 1)?.getBoundingClientRect().top < innerHeight / 2) + 1;
    mark(read);
    if (read) nameInAddress({ step: read });
  },
  { rootMargin: "-50% 0px -50% 0px" },
);

// What is above a step still grows when it is gone to: texts are being shown, results are coming.
const growing = new ResizeObserver(() => target && step(target).scrollIntoView());
for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"])
  document.addEventListener(moved, () => (target = null), { passive: true });

part("download").addEventListener("click", async () => {
  const reply = await caught(server.download({}));
  part("note").textContent = reply.error ?? "Downloaded. Open it in Jupyter, or upload it at colab.research.google.com.";
  if (reply.error) return;
  const address = URL.createObjectURL(new Blob([reply.content], { type: "application/x-ipynb+json" }));
  make("a", { href: address, download: reply.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
});

// A live result's button to another tab.
element.addEventListener("open-tab", (event) => trigger("select", { tab: event.detail }));

// Gradio's "overflow: hidden" would keep the contents from staying in view; "clip" hides as much.
element.closest(".gradio-container").style.overflow = "clip";

async function begin() {
  while (!step(links.length)) await pause(50); // the steps come after what they are in
  const named = /[?&]step=(\d{1,2})(&|$)/.exec(location.search);
  if (phone.matches) element.querySelector("details").open = false;
  if (named && step(named[1])) go(Number(named[1]));
  links.forEach((_, i) => reading.observe(step(i + 1)));
  growing.observe(step(1).parentElement);
}
begin();
