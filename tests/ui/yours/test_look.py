"""Networks side by side: what they misread of a visitor's own digits, and what that tells."""

import torch

from mnistff import artifact
from mnistff.evaluation import Evaluation
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import find_evaluation, for_page
from mnistff.ui.yours.look import compare, tell
from support.own_digits import bars, sent

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))
BARS = bars(40)
KEYS = ["robust", "lecture"]


def said(labels: list[int], predictions: list[int]) -> Evaluation:
    return Evaluation(
        torch.tensor(labels), torch.nn.functional.one_hot(torch.tensor(predictions), 10).float()
    )


def test_those_that_most_networks_misread_come_first() -> None:
    images = TestImages()
    name = sent(images.own, BARS)
    reply = compare(MODELS, images, {"models": KEYS, "test_set": name})
    answers = {key: find_evaluation(images, MODELS[key], name) for key in KEYS}
    wrong = {key: (each.predictions != each.labels).tolist() for key, each in answers.items()}
    counts = [wrong["robust"][at] + wrong["lecture"][at] for at in range(40)]
    assert reply["total"] == len(reply["misread"]) == sum(count > 0 for count in counts)
    assert 0 < reply["total"] < 40
    shown = [each["index"] for each in reply["misread"]]
    assert shown == sorted(shown, key=lambda at: (-counts[at], at))
    for each in reply["misread"]:
        assert each["label"] == BARS[each["index"]]["label"]
        assert each["said"] == [[key, int(answers[key].predictions[each["index"]])] for key in KEYS]
        assert each["image"].startswith("data:image/png")
    assert reply["tells"] == tell(answers)


def test_a_single_network_is_held_against_nobody_and_one_that_is_gone_is_left_out() -> None:
    images = TestImages()
    name = sent(images.own, BARS)
    for keys in (["lecture"], ["lecture", "own-gone"]):
        reply = compare(MODELS, images, {"models": keys, "test_set": name})
        assert reply["tells"] is None
        assert {key for each in reply["misread"] for key, _ in each["said"]} == {"lecture"}


def test_what_else_is_asked_gets_a_sentence() -> None:
    ask = for_page(lambda request: compare(MODELS, TestImages(), request))
    for request in (
        {},
        {"models": KEYS},
        {"models": ["gone"], "test_set": "mnist"},
        {"models": KEYS, "test_set": 5},
    ):
        assert ask(request)["error"].endswith(".")
    assert ask({"models": KEYS, "test_set": "yours-1"})["lost"]


def test_only_what_one_of_the_two_read_tells_which_is_better() -> None:
    labels = [0, 1, 2, 3, 4, 5, 6, 7]
    good, bad = said(labels, [0, 1, 2, 3, 4, 5, 0, 0]), said(labels, [0, 1, 2, 9, 9, 9, 6, 9])
    told = tell({"bad": bad, "good": good})
    assert (told["best"], told["worst"]) == ("good", "bad")
    assert (told["best_alone"], told["worst_alone"]) == (3, 1)
    assert told["chance"] == 0.625
    same = tell({"a": good, "b": good})
    assert same == {"best": "a", "worst": "b", "best_alone": 0, "worst_alone": 0, "chance": 1}


def test_where_two_were_picked_from_many_chance_counts_for_more() -> None:
    labels = list(range(8))
    good, bad = said(labels, labels), said(labels, [0, 0, 0, 0, 0, 0, 0, 7])
    two = tell({"good": good, "bad": bad})
    assert (two["best_alone"], two["worst_alone"], two["chance"]) == (6, 0, 1 / 32)
    four = tell({"good": good, "bad": bad, "b": good, "c": good})
    assert four["chance"] == 6 / 32
    assert tell(dict.fromkeys("abcdefgh", bad))["chance"] == 1
