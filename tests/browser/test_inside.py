"""The picture of the network and the numbers below it, against torch: with the mouse, and with keys alone.

On a phone it is in test_tabs.py.
"""

import re
import time
from collections.abc import Iterator

import pytest
import torch
from playwright.sync_api import Locator, Page, Route, expect

from mnistff import artifact
from mnistff.data import load_mnist, to_inputs
from mnistff.explain import contributions, forward
from mnistff.sketch import rasterise
from support.browsers import DESKTOP, Open
from support.hands import (
    QUESTIONS,
    SEVEN,
    ZERO,
    answer,
    choose_model,
    choose_test_set,
    draw,
    open_tab,
    strokes,
)

MODELS = {name: artifact.load(folder).model for name, folder in artifact.PRETRAINED.items()}
LECTURE = MODELS["lecture"]
RED = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return [...data].filter((_, i) => i % 4 === 0);
}"""
"""How much red is in each pixel of a picture: much in orange, little in blue."""

ALL_BUT = {"<0.01%": 0, ">99.99%": 100}
"""What is shown of probabilities that would be rounded to none or all, in per cent."""


@pytest.fixture(scope="module")
def page(opened: Open, app_url: str) -> Iterator[Page]:
    """The lecture's network with a drawn 7."""
    with opened(DESKTOP, app_url) as page:
        choose_model(page, "lecture")
        draw(page, SEVEN)
        expect(answer(page)).to_have_text("7")
        yield page


@pytest.fixture
def inside(page: Page) -> Iterator[Page]:
    """All units are on, and the strongest is chosen."""
    page.get_by_text("The forward pass").scroll_into_view_if_needed()
    every_on = page.get_by_role("button", name="Switch all on again")
    if every_on.is_enabled():
        every_on.click()
        expect(page.locator("[data-part=changed]")).to_have_text("")
    strongest = page.locator(f"[title^='Unit {int(lead(LECTURE, drawing(page))[0].abs().argmax())}:']")
    strongest.click()
    expect(strongest).to_have_attribute("aria-pressed", "true")
    yield page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


def expect_logits(page: Page, logits: torch.Tensor) -> None:
    """Soon, for what is shown may be of the image before."""
    until = time.monotonic() + 20
    while logits_on(page) != pytest.approx(logits.tolist(), abs=0.02):
        assert time.monotonic() < until, (logits_on(page), logits)
        page.wait_for_timeout(50)


def test_every_stage_shows_the_networks_own_numbers(inside: Page) -> None:
    image = drawing(inside)
    sums, activations, logits = forward(LECTURE, image)
    added, digit, other = lead(LECTURE, image)
    unit = int(added.abs().argmax())
    expect(tiles(inside)).to_have_count(16)
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
    rounded = [float(ALL_BUT.get(share, share.rstrip("%"))) for share in shares]
    assert rounded == pytest.approx((100 * logits.softmax(0)).tolist(), abs=0.006)


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
    expect(inside.locator(".outputs .bars.cut .best b")).to_have_text(str(new))
    expect(answer(inside)).to_have_text(str(new))
    inside.get_by_role("button", name="Switch all on again").click()
    expect(changed).to_have_text("")
    assert logits_on(inside) == pytest.approx(forward(LECTURE, image).logits.tolist(), abs=0.006)


def test_keys_alone_go_from_unit_to_unit_and_switch_one(inside: Page) -> None:
    """In the picture, and among the tiles."""
    field, says = inside.locator("[data-part=field]"), inside.locator("[data-part=says]")
    field.focus()
    inside.keyboard.press("Escape")
    expect(inside.locator("[data-part=why]")).to_contain_text("speaks for a 7")
    inside.keyboard.press("ArrowDown")  # to the one that counts most
    expect(says).to_contain_text(re.compile(r"^Unit \d+ passes on \d+\.\d\d, most of all"))
    first = number_in(says)
    inside.keyboard.press("ArrowRight")
    expect(says).to_contain_text(f"Unit {first + 1} ")
    inside.keyboard.press("ArrowLeft")
    expect(says).to_contain_text(f"Unit {first} ")
    inside.get_by_text("The forward pass").scroll_into_view_if_needed()
    expect(inside.locator("[data-part=name]")).to_have_text(f"Unit {first}")

    names = [tile.get_attribute("title") for tile in tiles(inside).all()]
    inside.locator(".tile[tabindex='0']").focus()
    focused = inside.locator(":focus")
    at = names.index(focused.get_attribute("title"))
    inside.keyboard.press("ArrowRight")
    inside.keyboard.press("ArrowRight")
    expect(focused).to_have_accessible_name(names[at + 2])
    inside.keyboard.press("Enter")
    expect(inside.locator("[data-part=name]")).to_have_text(f"Unit {re.search('[0-9]+', names[at + 2])[0]}")
    expect(focused).to_have_accessible_name(names[at + 2])  # the focus stays
    inside.keyboard.press("Tab")  # all tiles are one stop
    expect(focused).to_have_text("Switch this unit off")
    inside.keyboard.press("Enter")
    expect(inside.locator("[data-part=changed]")).to_contain_text("With 1 unit off")
    expect(focused).to_have_text("Switch this unit on")


def test_in_the_picture_units_are_switched_off_and_all_on(inside: Page) -> None:
    unit = int(re.search(r"\d+", inside.locator("[data-part=name]").inner_text())[0])
    inside.get_by_role("button", name=f"Unit {unit} off", exact=True).click()
    expect(inside.locator("[data-part=count]")).to_have_text("128 hidden units, 1 off")
    expect(inside.locator("[data-part=legend]")).to_contain_text("with all units on")
    inside.locator("[data-part=field]").press("Escape")
    inside.get_by_role("button", name="All units on").click()
    expect(inside.locator("[data-part=count]")).to_have_text("128 hidden units")
    expect(inside.get_by_role("button", name="All units on")).to_be_hidden()


def number_in(says: Locator) -> int:
    return int(re.search(r"Unit (\d+)", says.inner_text())[1])


def test_a_click_on_a_unit_in_the_picture_opens_it_and_a_second_one_closes_it(inside: Page) -> None:
    field = inside.locator("[data-part=field]")
    box = field.bounding_box()
    at = {"x": box["width"] / 2, "y": box["height"] / 2}
    field.click(position=at)
    expect(inside.locator("[data-part=why]")).to_contain_text("its weights over the ink")
    unit = number_in(inside.locator("[data-part=says]"))
    expect(inside.locator("[data-part=name]")).to_have_text(f"Unit {unit}")
    terms = LECTURE[0].weight[unit] * drawing(inside).flatten()
    painted = torch.tensor(inside.locator("[data-part=evidence]").evaluate(RED))
    clear = terms.abs() > terms.abs().max() / 20
    assert ((painted > 100) == (terms > 0))[clear].all()  # orange or blue
    field.click(position=at)
    expect(inside.locator("[data-part=why]")).to_contain_text("speaks for a 7")


def test_a_unit_shows_weights_excitement_and_outgoing_weights(inside: Page) -> None:
    number = int(re.search(r"\d+", inside.locator("[data-part=name]").inner_text()).group())
    outgoing = inside.locator("[data-part=outgoing] small").all_inner_texts()
    assert outgoing == [fixed(weight) for weight in LECTURE[2].weight[:, number].tolist()]
    expect(inside.locator("[data-part=basis]")).to_contain_text("in MNIST's test set", timeout=60_000)
    images, labels = load_mnist("test")
    activations = LECTURE[0](to_inputs(images))[:, number].relu()
    means = inside.locator("[data-part=excites] small").all_inner_texts()
    assert [float(mean) for mean in means] == pytest.approx(
        [activations[labels == digit].mean().item() for digit in range(10)], abs=0.006
    )
    painted = torch.tensor(inside.locator("[data-part=weights]").evaluate(RED))
    weights = LECTURE[0].weight[number]
    clear = weights.abs() > weights.abs().max() / 20
    assert ((painted > 100) == (weights > 0))[clear].all()  # orange or blue


def test_test_images_by_number_and_from_the_mistakes(inside: Page) -> None:
    evaluation = artifact.load(artifact.PRETRAINED["lecture"]).evaluations["strokes"]
    open_tab(inside, "Mistakes")
    choose_test_set(inside, "pen strokes")
    which = inside.locator("[data-part=which]")
    expect(which).to_contain_text("of the pen-stroke test set")
    index = re.search(r"Image (\d+)", which.inner_text()).group(1)
    inside.get_by_role("button", name="Look inside the network").click()
    title = inside.locator("[data-part=title]:visible")
    expect(title).to_contain_text(f"Image {index} of the pen-stroke test set")
    expect_logits(inside, evaluation.logits[int(index)])
    number = inside.get_by_label("number", exact=True)
    expect(number).to_have_value(index)
    number.fill("1999")
    inside.keyboard.press("Enter")
    expect(title).to_have_text(f"Image 1999 of the pen-stroke test set: a {evaluation.labels[1999]}")
    expect(answer(inside)).to_have_text(str(int(evaluation.predictions[1999])))
    expect_logits(inside, evaluation.logits[1999])
    for wrong in ("2000", "-3", "1.5"):
        number.fill(wrong)
        inside.keyboard.press("Enter")
        assert number.evaluate("input => input.validationMessage")  # the browser says what it may be
        expect(title).to_contain_text("Image 1999 ")
    inside.get_by_role("button", name="A test image").click()
    expect(title).to_contain_text("of the pen-stroke test set")
    inside.get_by_role("button", name="My drawing").click()
    expect(title).to_have_text("You draw")
    expect(answer(inside)).to_have_text("7")


def test_an_answer_that_comes_after_another_choice_is_of_the_network_that_was_asked(inside: Page) -> None:
    """Else its unit would be looked for among those of the new one, which may have fewer."""

    def answer_after_another_choice(route: Route) -> None:
        if '"look"' in (route.request.post_data or ""):
            answered = route.fetch()
            choose_model(inside, "lecture")
            route.fulfill(response=answered)
        else:
            route.continue_()

    choose_model(inside, "robust")
    expect(inside.locator("[data-part=step-z]")).to_contain_text("W₁ has 800 × 784 weights")
    numbers = [int(re.search(r"\d+", tile.get_attribute("title"))[0]) for tile in tiles(inside).all()]
    inside.route(QUESTIONS, answer_after_another_choice)
    tiles(inside).nth(next(i for i, number in enumerate(numbers) if number >= 128)).click()
    expect(inside.locator("[data-part=step-z]")).to_contain_text("W₁ has 128 × 784 weights")
    inside.unroute(QUESTIONS)


def test_another_model_and_no_question_about_numbers_out_of_sight(inside: Page) -> None:
    """The last: afterwards there is no drawing."""
    inside.get_by_role("button", name="Switch this unit off").click()
    expect(inside.locator("[data-part=changed]")).not_to_have_text("")
    inside.evaluate("scrollTo(0, 0)")
    inside.set_viewport_size({"width": 1280, "height": 500})
    asked: list[str] = []
    listen = lambda request: asked.append(request.post_data or "")  # noqa: E731
    inside.on("request", listen)
    choose_model(inside, "robust")
    expect(inside.get_by_role("heading", name="800 hidden units")).to_be_visible()
    inside.get_by_role("button", name="Clear").click()
    draw(inside, ZERO)
    expect(answer(inside)).to_have_text("0")
    inside.wait_for_timeout(400)
    assert not [question for question in asked if '"look"' in question]
    inside.get_by_text("The forward pass").scroll_into_view_if_needed()
    expect(inside.locator("[data-part=step-z]")).to_contain_text("W₁ has 800 × 784 weights")
    inside.remove_listener("request", listen)
    assert inside.locator("[data-part=changed]").inner_text() == ""  # all are on again
    logits = forward(MODELS["robust"], drawing(inside)).logits
    assert logits_on(inside) == pytest.approx(logits.tolist(), abs=0.006)
    inside.get_by_role("button", name="Clear").click()
    expect(inside.get_by_text("Draw a digit, or open a test image")).to_be_visible()
    expect(tiles(inside)).to_have_count(0)
