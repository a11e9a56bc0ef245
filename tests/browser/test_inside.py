"""The network's inside on one page, against torch: with the mouse, and with keys alone.

On a phone it is in test_tabs.py.
"""

import re
from collections.abc import Iterator

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from mnistff import artifact
from mnistff.data import to_inputs
from mnistff.explain import contributions, forward
from mnistff.sketch import rasterise
from mnistff.strokes import evaluation_set
from support.browsers import DESKTOP, Open
from support.hands import SEVEN, ZERO, draw, lost_server, strokes

MODELS = {name: artifact.load(folder).model for name, folder in artifact.PRETRAINED.items()}
LECTURE = MODELS["lecture"]


@pytest.fixture(scope="module")
def page(opened: Open, app_url: str) -> Iterator[Page]:
    """The lecture's network with a drawn 7; the pen-stroke set, which needs no MNIST."""
    with opened(DESKTOP, app_url) as page:
        page.get_by_role("radio", name="lecture").check()
        page.get_by_role("radio", name="pen strokes").check()
        draw(page, SEVEN)
        open_tab(page)
        expect(page.locator("[data-part=title]:visible")).to_have_text("Your drawing")
        yield page


@pytest.fixture
def inside(page: Page) -> Iterator[Page]:
    """All units are on, and the strongest is chosen."""
    every_on = page.get_by_role("button", name="Switch all on again")
    if every_on.is_enabled():
        every_on.click()
        expect(page.locator("[data-part=changed]")).to_have_text("")
    tiles(page).first.click()
    expect(tiles(page).first).to_have_attribute("aria-pressed", "true")
    yield page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_tab(page: Page) -> None:
    page.get_by_role("tab", name="Inside the network").click()


def tiles(page: Page) -> Locator:
    return page.locator(".tile:visible")


def drawing(page: Page) -> torch.Tensor:
    """The drawing that the page holds, as the network sees it."""
    return rasterise(strokes(page))


def lead(model: torch.nn.Module, image: torch.Tensor) -> tuple[torch.Tensor, int, int]:
    """What each unit adds to the answer's lead, the answer, and the runner-up."""
    whole = forward(model, image)
    digit, other = whole.logits.topk(2).indices.tolist()
    return contributions(model, whole.activations, digit, other)[0], digit, other


def fixed(number: float) -> str:
    return f"{number:.2f}".replace("-0.00", "0.00").replace("-", "−")


def signed(number: float) -> str:
    return f"{number:+.2f}".replace("-", "−")


def logits_on(page: Page) -> list[float]:
    cells = page.locator("[data-part=table] tbody td:nth-child(2)").all_inner_texts()
    return [float(text.replace("−", "-")) for text in cells]


def test_every_stage_shows_the_networks_own_numbers(inside: Page) -> None:
    image = drawing(inside)
    sums, activations, logits = forward(LECTURE, image)
    added, digit, other = lead(LECTURE, image)
    unit = int(added.abs().argmax())
    expect(tiles(inside)).to_have_count(24)
    expect(tiles(inside).first).to_have_accessible_name(
        f"Unit {unit}: activation {activations[unit]:.2f}, "
        f"adds {signed(added[unit])} to the lead of {digit} over {other}"
    )
    expect(inside.locator("[data-part=name]")).to_have_text(f"Unit {unit}")
    expect(inside.locator("[data-part=step-x]")).to_contain_text(f"{int((image > 1 / 255).sum())} of them")
    step = inside.locator("[data-part=step-z]")
    expect(step).to_contain_text(f"from {fixed(sums.min())} to {fixed(sums.max())}")
    expect(step).to_contain_text(f"= {fixed(sums[unit])}.")
    expect(inside.locator("[data-part=step-a]")).to_contain_text(f"{int((sums > 0).sum())} units pass")
    expect(inside.locator("[data-part=step-logits]")).to_contain_text(
        f"{signed(added[unit]).replace('+', '+ ').replace('−', '− ')} (unit {unit})"
    )
    assert logits_on(inside) == pytest.approx(logits.tolist(), abs=0.006)
    shares = inside.locator("[data-part=table] td:nth-child(4)").all_inner_texts()
    assert [float(share[:-1]) for share in shares] == pytest.approx(
        (100 * logits.softmax(0)).tolist(), abs=0.006
    )


def test_switching_units_off_changes_the_answer_as_torch_says(inside: Page) -> None:
    image = drawing(inside)
    added, digit, _ = lead(LECTURE, image)
    order = added.sort(descending=True).indices.tolist()
    tiles(inside).and_(inside.locator(f"[title^='Unit {order[0]}:']")).click()
    inside.get_by_role("button", name="Switch this unit off").click()
    changed = inside.locator("[data-part=changed]")
    expect(changed).to_contain_text("With 1 unit off")
    assert logits_on(inside) == pytest.approx(forward(LECTURE, image, order[:1]).logits.tolist(), abs=0.006)
    for count in (11, 21, 31):
        inside.get_by_role("button", name=f"Switch off the ten strongest for {digit}").click()
        expect(changed).to_contain_text(f"With {count} units off")
        logits = forward(LECTURE, image, order[:count]).logits
        assert logits_on(inside) == pytest.approx(logits.tolist(), abs=0.006)
        if logits.argmax() != digit:
            break
    new = int(logits.argmax())
    assert new != digit
    expect(changed).to_contain_text(f"it reads a {new} in place of a {digit}")
    expect(inside.locator(".bars.cut .best b")).to_have_text(str(new))
    inside.get_by_role("button", name="Switch all on again").click()
    expect(changed).to_have_text("")
    assert logits_on(inside) == pytest.approx(forward(LECTURE, image).logits.tolist(), abs=0.006)


def test_keys_alone_open_a_unit_and_switch_it(inside: Page) -> None:
    inside.get_by_label("Test image number").focus()
    inside.keyboard.press("Tab")
    focused = inside.locator(":focus")
    names = [tile.get_attribute("title") for tile in tiles(inside).all()]
    expect(focused).to_have_accessible_name(names[0])
    inside.keyboard.press("ArrowRight")
    inside.keyboard.press("ArrowRight")
    expect(focused).to_have_accessible_name(names[2])
    inside.keyboard.press("ArrowDown")
    inside.keyboard.press("ArrowUp")
    inside.keyboard.press("Enter")
    number = re.match(r"Unit (\d+)", names[2]).group(1)
    expect(inside.locator("[data-part=name]")).to_have_text(f"Unit {number}")
    expect(focused).to_have_accessible_name(names[2])  # the focus stays
    inside.keyboard.press("Tab")  # all tiles are one stop
    expect(focused).to_have_text("Show all 128")
    inside.keyboard.press("Tab")
    inside.keyboard.press("Enter")
    expect(inside.locator("[data-part=changed]")).to_contain_text("With 1 unit off")
    expect(focused).to_have_text("Switch this unit on")


def test_a_unit_shows_weights_excitement_and_outgoing_weights(inside: Page) -> None:
    number = int(re.search(r"\d+", inside.locator("[data-part=name]").inner_text()).group())
    outgoing = inside.locator("[data-part=outgoing] small").all_inner_texts()
    assert outgoing == [fixed(weight) for weight in LECTURE[2].weight[:, number].tolist()]
    expect(inside.locator("[data-part=basis]")).to_contain_text(
        "in the pen-stroke test set", timeout=60_000
    )  # drawn the first time
    images, labels = evaluation_set()
    activations = LECTURE[0](to_inputs(images))[:, number].relu()
    means = inside.locator("[data-part=excites] small").all_inner_texts()
    assert [float(mean) for mean in means] == pytest.approx(
        [activations[labels == digit].mean().item() for digit in range(10)], abs=0.006
    )
    red = "canvas => canvas.getContext('2d').getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 === 0)"
    painted = inside.locator("[data-part=weights]").evaluate(f"canvas => [...({red})(canvas)]")
    weights = LECTURE[0].weight[number]
    clear = weights.abs() > weights.abs().max() / 20
    assert (torch.tensor(painted)[clear] > 0).tolist() == (weights[clear] > 0).tolist()  # orange or blue


def test_test_images_by_number_and_from_the_mistakes(inside: Page) -> None:
    evaluation = artifact.load(artifact.PRETRAINED["lecture"]).evaluations["strokes"]
    inside.get_by_label("Test image number").fill("1999")
    inside.keyboard.press("Enter")
    title = inside.locator("[data-part=title]:visible")
    expect(title).to_have_text(
        f"Image 1999 of the pen-stroke test set: a {evaluation.labels[1999]}", timeout=60_000
    )
    assert logits_on(inside) == pytest.approx(evaluation.logits[1999].tolist(), abs=0.02)
    inside.get_by_label("Test image number").fill("2000")
    inside.keyboard.press("Enter")
    expect(inside.get_by_text("must be a whole number from 0 to 1,999")).to_be_visible()
    inside.get_by_role("button", name="A random test image").click()
    expect(title).to_contain_text("of the pen-stroke test set")
    inside.get_by_role("tab", name="Mistakes").click()
    inside.get_by_role("button", name="Show me a random mistake").click()
    which = inside.locator("[data-part=which]")
    expect(which).to_contain_text("of the pen-stroke test set")
    index = re.search(r"Image (\d+)", which.inner_text()).group(1)
    inside.get_by_role("button", name="Look inside the network").click()
    expect(title).to_contain_text(f"Image {index} of")
    inside.get_by_role("button", name="My drawing").click()
    expect(title).to_have_text("Your drawing")


def test_another_model_and_another_drawing_and_no_question_while_hidden(inside: Page) -> None:
    """The last: afterwards there is no drawing."""
    inside.get_by_role("button", name="Switch this unit off").click()
    expect(inside.locator("[data-part=changed]")).not_to_have_text("")
    inside.get_by_role("tab", name="Draw").click()
    asked: list[str] = []
    listen = lambda request: asked.append(request.post_data or "")  # noqa: E731
    inside.on("request", listen)
    inside.get_by_role("radio", name="robust").check()
    inside.get_by_role("button", name="Clear").click()
    draw(inside, ZERO)
    expect(inside.locator("article.chosen output")).to_have_text("0")
    assert not [question for question in asked if '"look"' in question or '"weights"' in question]
    open_tab(inside)
    expect(inside.get_by_role("heading", name="800 hidden units")).to_be_visible()
    inside.remove_listener("request", listen)
    assert [question for question in asked if '"look"' in question]
    assert inside.locator("[data-part=changed]").inner_text() == ""  # all are on again
    logits = forward(MODELS["robust"], drawing(inside)).logits
    assert int(logits.argmax()) == 0
    assert logits_on(inside) == pytest.approx(logits.tolist(), abs=0.006)
    inside.get_by_role("button", name="Show all 800").click()
    expect(tiles(inside)).to_have_count(800)
    inside.get_by_role("button", name="Show the first 24 only").click()
    expect(tiles(inside)).to_have_count(24)
    inside.get_by_role("tab", name="Draw").click()
    inside.get_by_role("button", name="Clear").click()
    open_tab(inside)
    expect(inside.locator("[data-part=title]:visible")).to_contain_text("Image 0 of")
    expect(inside.get_by_role("button", name="My drawing")).to_be_disabled()
    expect_lost_server_is_told(inside)


def expect_lost_server_is_told(inside: Page) -> None:
    random = inside.get_by_role("button", name="A random test image")
    with lost_server(inside):
        random.click()
        expect(inside.locator("[data-part=note]:visible")).to_contain_text("The server can't be reached")
        expect(tiles(inside)).to_have_count(0)  # they are of another choice
    random.click()
    expect(tiles(inside)).to_have_count(24)
