"""The lecture as somebody takes it: a guess before each result, and at the end from memory."""

from playwright.sync_api import Frame, Locator, Page, expect

from mnistff.lecture.memory import pieces
from mnistff.lecture.steps import Step, read_questions, read_steps

GUESS = 7


def take_all_steps(app: Page | Frame) -> None:
    """Guess before every result, in all twelve; the tab is open."""
    for step in read_steps():
        take(app, step)


def take(app: Page | Frame, step: Step) -> None:
    """Guess in a step, and see what was hidden, down to the link at its end."""
    part = app.locator(f"#step-{step.number}")
    expect(part.get_by_role("heading", name=step.title)).to_be_attached()
    link = part.locator(".prose > p > a[href^='?']").last
    for name, form in zip(step.named("ask"), part.locator("form").all(), strict=True):
        form.scroll_into_view_if_needed()
        expect(link).to_be_hidden()
        guess(form, read_questions()[name])
        truth = form.locator("[data-part=truth]")
        expect(truth).to_contain_text(read_questions()[name]["why"])
        expect(truth.locator("span")).to_be_visible()  # what was guessed, beside it
    expect(link).to_be_visible()
    done = app.locator(f".way a[href='?step={step.number}']")
    expect(done).to_have_class("done")


def guess(form: Locator, question: dict) -> None:
    """Say something of the question's kind, and commit to it."""
    if question["kind"] == "number":
        form.get_by_role("textbox").fill(str(GUESS))
        form.get_by_role("textbox").press("Enter")
        return
    if question["kind"] == "choice":
        form.get_by_role("radio").first.check()
    elif question["kind"] == "pair":
        for select, digit in zip(form.get_by_role("combobox").all(), "35", strict=True):
            select.select_option(digit)
    else:
        draw_a_curve(form.locator("svg"))
    form.get_by_role("button", name="That is my guess").click()


def draw_a_curve(chart: Locator) -> None:
    """From its left end to its right."""
    chart.scroll_into_view_if_needed()
    box, mouse = chart.bounding_box(), chart.page.mouse
    mouse.move(box["x"] + 2, box["y"] + box["height"] / 3)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    mouse.up()


def write_from_memory(app: Page | Frame) -> None:
    """Put the pieces in order, each first too early, and fill in the blanks of one."""
    memory = app.locator("#step-memory")
    memory.scroll_into_view_if_needed()
    says = memory.locator("[data-part=told]")
    last, *others = (card_of(memory, piece.code) for piece in reversed(pieces()))
    last.click()
    expect(says).to_have_text("It needs np, p_test, y_test, plt, and x_test, which no piece so far has made.")
    for card in [*reversed(others), last]:
        card.click()
    expect(says).to_have_text("That is the notebook.")
    expect(memory.locator(".placed li")).to_have_count(12)
    memory.get_by_role("textbox", name="Blank 1 of “Loss and optimizer”").fill(" CrossEntropyLoss")
    expect(memory.locator("[data-part=filled]")).to_contain_text("1 of ")


def card_of(memory: Locator, code: str) -> Locator:
    """The card with that code; others may have its first line too."""
    texts = memory.locator(".card").all_text_contents()
    return memory.locator(".card").nth(texts.index(code))
