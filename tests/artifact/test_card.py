"""The model card: what people read, what the Hub reads, and the example in it."""

import html
import re
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest
import torch
from huggingface_hub import EvalResult, ModelCard
from packaging.version import Version

from mnistff import artifact
from mnistff.artifact.card import EXPERIMENTS, model_card
from mnistff.data import Samples
from mnistff.model import OneLayer
from mnistff.recipes import SETTINGS
from support.loopback_hub import LoopbackHub


@pytest.fixture
def card(trained: Path, tmp_path: Path) -> Path:
    """The small network's artifact with its card."""
    folder = Path(shutil.copytree(trained, tmp_path / "small"))
    loaded = artifact.load(folder)
    (folder / artifact.CARD).write_text(
        model_card(loaded.model, loaded.metrics, loaded.evaluations), encoding="utf-8"
    )
    return folder / artifact.CARD


@pytest.mark.parametrize("recipe", artifact.PRETRAINED)
def test_what_ships_has_the_card_that_its_numbers_make(recipe: str) -> None:
    shipped = artifact.load(artifact.PRETRAINED[recipe])
    made = model_card(shipped.model, shipped.metrics, shipped.evaluations)
    assert (shipped.folder / artifact.CARD).read_text(encoding="utf-8") == made


@pytest.mark.parametrize("recipe", artifact.PRETRAINED)
def test_the_hub_reads_the_accuracies_as_they_are(recipe: str) -> None:
    shipped = artifact.load(artifact.PRETRAINED[recipe])
    data = ModelCard.load(shipped.folder / artifact.CARD).data
    found = {result.dataset_type: result.metric_value for result in data.eval_results}
    accuracies = shipped.metrics["test_accuracy"]
    assert found == {"ylecun/mnist": accuracies["mnist"], "mnistff-strokes": accuracies["strokes"]}
    assert all(isinstance(result, EvalResult) for result in data.eval_results)
    assert (data.library_name, data.pipeline_tag, data.license) == ("mnistff", "image-classification", "mit")
    assert data.datasets == ["ylecun/mnist"]
    assert data.metrics == ["accuracy"]
    assert "mnist" in data.tags


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_card_says_what_was_done_against_the_lectures_advice(name: str, trained: Path) -> None:
    loaded = artifact.load(trained)
    ((value, remark),) = EXPERIMENTS[name].items()
    assert value in SETTINGS[name].choices
    metrics = {**loaded.metrics, "settings": {**loaded.metrics["settings"], name: value}}
    assert remark in model_card(loaded.model, metrics, loaded.evaluations)
    assert remark not in model_card(loaded.model, loaded.metrics, loaded.evaluations)


def test_a_card_names_no_hidden_units_where_there_are_none(trained: Path) -> None:
    loaded = artifact.load(trained)
    card = model_card(OneLayer(), loaded.metrics, loaded.evaluations)
    assert "784 pixels → 10 digits" in card
    assert "OneLayer.from_pretrained" in card


def test_a_card_says_what_makes_its_numbers_other_than_they_seem(trained: Path) -> None:
    loaded = artifact.load(trained)
    plain = model_card(loaded.model, loaded.metrics, loaded.evaluations)
    settings = {**loaded.metrics["settings"], "redrawn_every": 3, "label_smoothing": 0.2}
    metrics = {**loaded.metrics, "settings": settings, "temperature": 1.2345}
    card = model_card(loaded.model, metrics, loaded.evaluations)
    remarks = [line for line in card.splitlines() if line not in plain.splitlines()]
    assert [line.split(":")[0].split(",")[0] for line in remarks] == [
        "Every 3 epochs other digits were drawn; the first row is of the last of them.",
        "The labels were smoothed by 0.2",
        "In the end the logits were divided by 1.234",
    ]
    assert f"\n\n{remarks[0]}\n{remarks[1]}\n{remarks[2]}\n\n|" in card


def test_a_card_says_where_the_network_fails(card: Path) -> None:
    text = card.read_text(encoding="utf-8")
    evaluation = artifact.load(card.parent).evaluations["mnist"]
    wrong = int((evaluation.predictions != evaluation.labels).sum())
    assert f"wrong about {wrong:,} of 10,000 images" in text
    for name in (artifact.LOSS_FIGURE, artifact.CONFUSION_FIGURE, artifact.MISTAKES_FIGURE):
        assert f"]({name})" in text


def test_the_name_of_a_recipe_is_text_in_the_card(card: Path) -> None:
    loaded = artifact.load(card.parent)
    recipe = "<img src=x> {{a}}: [1]"
    text = model_card(loaded.model, {**loaded.metrics, "recipe": recipe}, loaded.evaluations)
    assert f"By the {html.escape(recipe)} recipe: 784 pixels" in text
    assert ModelCard(text).data.model_name == f"mnistff-{recipe}"


@pytest.mark.skipif(
    Version(version("huggingface_hub")) < Version("2.2"),
    reason="The Hub's client asks huggingface.co itself, not HF_ENDPOINT, before 2.2.",
)
def test_the_hub_accepts_the_card(the_hub: LoopbackHub, card: Path) -> None:
    ModelCard.load(card).validate()


def test_the_example_loads_the_commit_that_it_names(
    the_hub: LoopbackHub, card: Path, samples: Samples
) -> None:
    pinned = the_hub.add_folder("ann/card", card.parent)
    the_hub.add_folder("ann/card", artifact.PRETRAINED["lecture"])  # newer, and of another width
    (example,) = re.findall(r"```python\n(.*?)```", card.read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in example.splitlines() if line]) == 3
    names = {"inputs": samples.inputs}
    exec(example.replace("USER/REPO", "ann/card").replace("COMMIT", pinned.sha), names)
    known = artifact.load(card.parent).model(samples.inputs)
    assert torch.equal(names["logits"], known)
