"""From a move of the pointer to the answer on the page, here and with `gr.Sketchpad`.

    python -m benchmarks.canvas

Both in Chromium, in one run, with the same network on the same machine. Times are taken by the
page's own clock, from the pointer's event to the change of the answer.
"""

import argparse
import statistics
import time

import gradio as gr
import torch
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from mnistff import artifact
from mnistff.data import to_inputs
from support.browsers import launch_chromium
from support.hands import load
from support.served import serving

# Gradio shows a clock in a component that it works on: `answer` tells what is an answer from that.
WATCH = """([event, place, pattern]) => {
    const target = document.querySelector(place);
    const answer = () => target.textContent.match(pattern)?.[0];
    let began = null;
    let last = answer();
    window.times = [];
    addEventListener(event, () => { began ??= performance.now(); }, true);
    new MutationObserver(() => {
        if (began === null || (pattern && answer() === last)) return;
        last = answer();
        times.push(performance.now() - began);
        began = null;
    }).observe(target, { childList: true, subtree: true, characterData: true });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--moves", type=int, default=300, help="moves of the pointer here (%(default)s)")
    parser.add_argument("--strokes", type=int, default=10, help="strokes on the sketchpad (%(default)s)")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        with serving() as address:
            ours = canvas_times(browser.new_page(), address, options.moves)
        address = sketchpad_app(artifact.load(artifact.PRETRAINED["lecture"])).launch(
            prevent_thread_lock=True, quiet=True
        )[1]
        theirs = sketchpad_times(browser.new_page(), address, options.strokes)
        browser.close()
    print("                   answers  median ms  95th percentile ms")
    for name, times in (("mnistff's canvas", sorted(ours)), ("gr.Sketchpad", sorted(theirs))):
        print(
            f"{name:18} {len(times):7} {statistics.median(times):10.1f} {times[int(0.95 * len(times))]:11.1f}"
        )
    print(f"sooner by          {statistics.median(theirs) / statistics.median(ours):.0f} times")


def canvas_times(page: Page, address: str, moves: int) -> list[float]:
    load(page, address)
    box = page.locator("[data-part=canvas]").bounding_box()
    page.evaluate(WATCH, ["pointermove", "output[data-part=answer]", ""])
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.25 * box["height"])
    page.mouse.down()
    for move in range(moves):
        done = page.evaluate("times.length")
        across, down = (move % 20) / 20, (move // 20 % 20) / 20
        x, y = box["x"] + (0.2 + 0.6 * across) * box["width"], box["y"] + (0.2 + 0.6 * down) * box["height"]
        page.mouse.move(x, y)
        page.wait_for_function(f"times.length > {done}", timeout=10_000)
        page.wait_for_timeout(16)
    return page.evaluate("times")


def sketchpad_app(model: artifact.Artifact) -> gr.Blocks:
    """A digit demo as most are: a sketchpad, its picture shrunk to 28×28, a label."""

    def classify(sketch: dict) -> str:
        if not sketch["layers"]:  # told of the brush, not of a stroke
            return "none yet"
        image = Image.fromarray(sketch["layers"][0][:, :, 3]).resize((28, 28))
        inputs = to_inputs(torch.tensor(list(image.tobytes()), dtype=torch.uint8).reshape(1, 28, 28))
        return f"{model.model(inputs).argmax().item()} read at {time.perf_counter()}"

    with gr.Blocks() as app:
        sketchpad = gr.Sketchpad(type="numpy", canvas_size=(400, 400))
        answer = gr.HTML("none yet", elem_id="answer")
        sketchpad.input(classify, sketchpad, answer)
    return app


def sketchpad_times(page: Page, address: str, strokes: int) -> list[float]:
    page.goto(address)
    canvas = page.locator("canvas").first
    canvas.wait_for()
    page.wait_for_timeout(2000)
    page.get_by_role("button", name="Brush").click()
    page.wait_for_timeout(500)
    box = canvas.bounding_box()
    middle_x, middle_y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def draw(x: float) -> None:
        page.mouse.move(x, middle_y - 80)
        page.mouse.down()
        page.mouse.move(x + 10, middle_y + 80, steps=10)
        page.mouse.up()

    draw(middle_x)  # the sketchpad does not send its first stroke
    page.wait_for_timeout(3000)
    page.evaluate(WATCH, ["pointerup", "#answer", "read at [0-9.]+"])
    for stroke in range(strokes):
        done = page.evaluate("times.length")
        draw(middle_x + 10 * (stroke - strokes / 2))
        page.wait_for_function(f"times.length > {done}", timeout=20_000)
        page.wait_for_timeout(1500)
    return page.evaluate("times")


if __name__ == "__main__":
    main()
