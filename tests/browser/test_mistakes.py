"""The walk through the mistakes, the quiz, and the address that can be shared."""

import re

import pytest
from playwright.sync_api import Page, expect

from mnistff.data import data_folder, is_complete
from mnistff.evaluation import mistakes
from support.hands import INKED, MODELS, STROKES, load, meet_mistakes

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


def choose_model(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).check()
    expect(page.get_by_text("hidden units")).to_contain_text(f"{name}, ")


def test_a_random_mistake_is_one_stays_with_another_model_and_can_be_shared(walk: Page, app_url: str) -> None:
    walk.get_by_role("button", name="Show me a random mistake").click()
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

    walk.get_by_role("radio", name="robust").check()
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
    choose(walk, "True label", true)
    choose(walk, "Taken for", predicted)
    wrong = mistakes(STROKES, true, predicted).tolist()
    expect(walk.locator(PLACE)).to_have_text(f"{len(wrong)} mistakes")
    seen = []
    for step in range(len(wrong)):
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


def test_of_all_mistakes_at_a_glance_one_is_opened_and_drawn_oneself(walk: Page) -> None:
    walk.get_by_text("mistakes, most confident first").click()
    thumbs = walk.locator(".thumb:visible")
    expect(thumbs).to_have_count(48)
    thumbs.nth(2).click()
    expect(walk.locator("[data-part=rank]")).to_contain_text("The 3rd most confident mistake")
    walk.get_by_role("button", name="Draw it yourself").click()
    template = walk.locator("[data-part=template]")
    expect(template).to_be_visible()
    remove = walk.get_by_role("button", name="Remove the template")
    expect(remove).to_be_visible()
    assert template.evaluate(INKED)
    remove.click()
    assert not template.evaluate(INKED)


def test_the_quiz_hides_the_labels_keeps_the_score_and_outlives_another_model(walk: Page) -> None:
    walk.get_by_label("Ask me first").check()
    walk.get_by_role("button", name="Show me a random mistake").click()
    expect(walk.get_by_role("heading", name="What would you have said?")).to_be_visible()
    answer, score = walk.locator("[data-part=answer]"), walk.locator("[data-part=score]")
    expect(answer).to_be_hidden()
    truth = int(STROKES.labels[shown(walk)])
    walk.keyboard.press(str(truth))
    expect(score).to_contain_text(f"You said {truth}: right.")
    expect(score).to_contain_text("of 1: you 1, lecture 0")
    expect(answer).to_be_visible()
    walk.get_by_role("button", name="Next").click()
    expect(answer).to_be_hidden()
    wrong = int(STROKES.predictions[shown(walk)])
    walk.get_by_role("group", name="Your answer").get_by_role("button", name=str(wrong)).click()
    expect(score).to_contain_text("of 2: you 1, lecture 0")
    expect(score).to_contain_text("You said what the network said 1 time.")
    expect_open_question_stays(walk)


def expect_open_question_stays(walk: Page) -> None:
    """Of an image that robust reads right, when that is chosen, and is no question for it."""
    question = walk.get_by_role("heading", name="What would you have said?")
    robust = MODELS["robust"].evaluations["strokes"]
    for _ in range(len(mistakes(STROKES))):
        walk.get_by_role("button", name="Next").click()
        expect(question).to_be_visible()
        index = shown(walk)
        if robust.predictions[index] == robust.labels[index]:
            break
        walk.keyboard.press("0")
        expect(walk.locator("[data-part=answer]")).to_be_visible()
    score = walk.locator("[data-part=score]").inner_text()
    choose_model(walk, "robust")
    choose_model(walk, "lecture")
    expect(question).to_be_visible()
    assert shown(walk) == index
    assert walk.locator("[data-part=score]").inner_text() == score
    choose_model(walk, "robust")
    expect(walk.locator("article.chosen h3")).to_have_text("robust")
    truth = str(int(robust.labels[index]))
    walk.get_by_role("group", name="Your answer").get_by_role("button", name=truth).click()
    expect(walk.get_by_role("heading", name="the network read it right")).to_be_visible()
    walk.get_by_role("radio", name="lecture").check()
    expect(walk.get_by_role("heading", name="the network took it for")).to_be_visible()


@pytest.mark.parametrize("query", ["/?mistake=mnist-99999&model=lecture"])
def test_a_tampered_address_gets_a_sentence_and_the_page_goes_on(page: Page) -> None:
    expect(page.get_by_text("The address can't be followed")).to_be_visible()
    page.locator("[data-part=canvas]").click()
    expect(page.locator("article.chosen output")).not_to_have_text("")


@pytest.mark.skipif(
    not is_complete(data_folder()), reason="Needs MNIST: set MNISTFF_DATA to a folder that has it."
)
def test_mnists_images_come_when_they_are_read(page: Page) -> None:
    page.get_by_role("tab", name="Mistakes").click()
    page.get_by_role("button", name="Show me a random mistake").click()
    expect(page.locator(".mistake [data-part=evidence]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-part=which]")).to_have_text(re.compile(r"Image \d+ of MNIST's test set\.\s*$"))
