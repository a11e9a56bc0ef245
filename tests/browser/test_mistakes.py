"""The walk through the mistakes, the quiz, and the address that can be shared."""

import re

import pytest
from playwright.sync_api import Page, expect

from mnistff.data import data_folder, is_complete
from mnistff.evaluation import mistakes
from support.hands import INKED, MODELS, STROKES, choose_model, load, meet_mistakes, open_tab

PLACE = "[data-part=place]"


@pytest.fixture
def walk(page: Page) -> Page:
    meet_mistakes(page)
    return page


def shown(page: Page) -> int:
    """The index of the image on the page."""
    text = page.locator("[data-part=which]").inner_text()
    return int(re.search(r"Image (\d+)", text).group(1))


def choose(page: Page, label: str, digit: int | str) -> None:
    page.get_by_label(label).select_option(str(digit))


def test_a_random_mistake_is_one_stays_with_another_model_and_can_be_shared(walk: Page, app_url: str) -> None:
    walk.get_by_role("button", name="Show me a random mistake").click()
    expect(walk.locator(PLACE)).to_have_text(re.compile("^2 of"))
    heading = walk.get_by_role("heading", name="the network took it for")
    expect(heading).to_be_visible()
    index, said = shown(walk), heading.inner_text()
    expected = [int(STROKES.labels[index]), int(STROKES.predictions[index])]
    assert [int(digit) for digit in re.findall(r"\d", said)] == expected
    place = mistakes(STROKES).tolist().index(index) + 1
    expect(walk.locator("[data-part=rank]")).to_contain_text(re.compile(rf"^The {place}\w\w most confident"))
    assert walk.locator("[data-part=image]").evaluate(INKED)
    assert walk.locator(".mistake [data-part=evidence]").evaluate(INKED)
    address = f"{app_url}/?mistake=strokes-{index}&model=lecture"
    walk.wait_for_url(address)  # it is written when it rests

    choose_model(walk, "robust")
    expect(walk.locator("[data-part=others]")).to_contain_text("lecture says")
    assert shown(walk) == index

    load(walk, address)
    expect(walk.get_by_text(f"Image {index} of the pen-stroke test set")).to_be_visible()
    expect(walk.locator("[data-part=heading]")).to_have_text(said)


def test_the_walk_shows_every_mistake_once_and_goes_back(walk: Page) -> None:
    true, predicted = next(
        (true, predicted)
        for true in range(10)
        for predicted in range(10)
        if 3 <= len(mistakes(STROKES, true, predicted)) <= 6
    )
    choose(walk, "It is", true)
    choose(walk, "Taken for", predicted)
    wrong = mistakes(STROKES, true, predicted).tolist()
    expect(walk.locator("summary", has_text=f"All {len(wrong)} mistakes")).to_be_visible()
    expect(walk.locator(PLACE)).to_have_text(f"1 of {len(wrong)}")
    expect(walk.locator("[data-part=heading]")).to_have_text(
        re.compile(rf"It is an? {true}; the network took it for an? {predicted}")
    )
    seen = [shown(walk)]
    for step in range(1, len(wrong)):
        walk.get_by_role("button", name="Next").click()
        expect(walk.locator(PLACE)).to_have_text(f"{step + 1} of {len(wrong)}")
        seen.append(shown(walk))
    assert sorted(seen) == sorted(wrong)
    walk.keyboard.press("ArrowLeft")
    expect(walk.locator(PLACE)).to_have_text(f"{len(wrong) - 1} of {len(wrong)}")
    assert shown(walk) == seen[-2]
    walk.keyboard.press("ArrowRight")
    expect(walk.locator(PLACE)).to_have_text(f"{len(wrong)} of {len(wrong)}")
    walk.keyboard.press("ArrowRight")
    expect(walk.get_by_text("You have seen them all")).to_be_visible()
    choose(walk, "Taken for", true)
    expect(walk.get_by_text("No mistake is like that")).to_be_visible()
    expect(walk.get_by_role("button", name="Show me a random mistake")).to_be_disabled()
    expect(walk.locator("[data-part=card]")).to_be_hidden()


def test_of_all_mistakes_at_a_glance_one_is_opened_and_drawn_oneself(walk: Page) -> None:
    walk.get_by_text("mistakes, most confident first").click()
    thumbs = walk.locator(".thumb:visible")
    expect(thumbs).to_have_count(48)
    thumbs.nth(2).click()
    expect(walk.locator("[data-part=rank]")).to_contain_text("The 3rd most confident mistake")
    walk.get_by_role("button", name="Draw it yourself").click()
    template = walk.locator("[data-part=template]")
    expect(template).to_be_visible()
    remove = walk.get_by_role("button", name="Template off")
    expect(remove).to_be_visible()
    assert template.evaluate(INKED)
    remove.click()
    assert not template.evaluate(INKED)


def test_the_quiz_hides_the_labels_keeps_the_score_and_outlives_another_model(walk: Page) -> None:
    walk.get_by_label("Ask me first").check()
    expect(walk.get_by_role("heading", name="What would you have said?")).to_be_visible()
    expect(walk.locator(PLACE)).to_have_text(re.compile(rf"\d+ of {2 * len(mistakes(STROKES))}$"))
    answer, score = walk.locator("[data-part=answer].said"), walk.locator("[data-part=score]")
    expect(answer).to_be_hidden()
    right = {"you": 0, "lecture": 0, "robust": 0}
    for asked in range(1, 9):  # some that lecture read right, some wrong
        index = shown(walk)
        truth = int(STROKES.labels[index])
        said = truth if asked % 2 else (truth + 1) % 10
        if asked == 3:  # another model makes it no other question
            choose_model(walk, "robust")
            choose_model(walk, "lecture")
            expect(answer).to_be_hidden()
            assert shown(walk) == index
        walk.keyboard.press(str(said))
        right["you"] += said == truth
        for name, model in MODELS.items():
            right[name] += int(model.evaluations["strokes"].predictions[index]) == truth
        expect(score).to_contain_text(f"Right so far, of {asked}: you {right['you']}, ")
        for name in MODELS:
            expect(score).to_contain_text(f"{name} {right[name]}")
        expect(answer).to_be_visible()
        walk.get_by_role("button", name="Next").click()
        expect(answer).to_be_hidden()
    wrong = int(STROKES.predictions[shown(walk)])
    walk.get_by_role("group", name="Your answer").get_by_role("button", name=str(wrong)).click()
    expect(score).to_contain_text(f"You said {wrong}")
    walk.get_by_label("Ask me first").uncheck()
    expect(walk.locator(PLACE)).to_have_text(re.compile(rf"{len(mistakes(STROKES))}( mistakes)?$"))


def test_the_true_labels_bar_is_marked(walk: Page) -> None:
    label = int(STROKES.labels[shown(walk)])
    expect(walk.locator("[data-part=answer] li.true b")).to_have_text(str(label))


@pytest.mark.skipif(
    not is_complete(data_folder()), reason="Needs MNIST: set MNISTFF_DATA to a folder that has it."
)
def test_mnists_images_come_when_they_are_read(page: Page) -> None:
    open_tab(page, "Mistakes")
    expect(page.locator(".mistake [data-part=evidence]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-part=which]")).to_have_text(re.compile(r"Image \d+ of MNIST's test set\.\s*$"))
