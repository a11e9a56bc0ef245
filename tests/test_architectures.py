"""Another architecture, from training to what the tabs say of it: a class and its entry suffice."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from mnistff import artifact
from mnistff.artifact import Artifact, ArtifactError
from mnistff.artifact.card import model_card
from mnistff.data import Samples, make_loader, to_inputs
from mnistff.evaluation import answer, mistakes
from mnistff.model import ARCHITECTURES, Network, NetworkError, from_config
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.trainings.trainer import tiles
from mnistff.sketch import rasterise
from mnistff.strokes import evaluation_set
from mnistff.training import make_optimizer, train_one_epoch
from mnistff.ui.draw.answers import answer_request
from mnistff.ui.inside.look import Excitement, excitement_for, look_inside
from mnistff.ui.mistakes.look import look_at
from mnistff.ui.page.about import describe

SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]


class OnlyHere(Network):
    """784 → hidden → second → 10."""

    def __init__(self, hidden: int = 32, second: int = 16):
        super().__init__(
            nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, second), nn.ReLU(), nn.Linear(second, 10)
        )


@pytest.fixture(scope="module")
def folder(trained: Path, samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The artifact of such a network, which has learnt a little."""
    torch.manual_seed(0)
    model, folder = OnlyHere(24, 12), tmp_path_factory.mktemp("deep")
    for _ in range(3):
        train_one_epoch(model, make_loader(samples, 32, shuffle=True), make_optimizer(model, 1e-3))
    images, labels = evaluation_set()
    evaluations = {"strokes": answer(model, Samples(to_inputs(images), labels))}
    artifact.save(folder, model, artifact.load(trained).metrics, evaluations)
    return folder


@pytest.fixture
def loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Artifact:
    monkeypatch.setitem(ARCHITECTURES, "OnlyHere", OnlyHere)
    return artifact.load(folder)


@pytest.fixture
def models(loaded: Artifact) -> Models:
    return Models({"deep": loaded})


def test_it_is_saved_and_loaded_as_any_other(loaded: Artifact, folder: Path) -> None:
    assert isinstance(loaded.model, OnlyHere)
    assert [layer.out_features for layer in loaded.model.layers] == [24, 12, 10]
    logits = loaded.model(to_inputs(evaluation_set().images))
    assert torch.allclose(logits, loaded.evaluations["strokes"].logits, atol=1e-4)
    theirs = OnlyHere.from_pretrained(folder, strict=True)
    assert torch.equal(theirs(torch.ones(1, 784)), loaded.model(torch.ones(1, 784)))


def test_it_is_not_taken_for_another(folder: Path) -> None:
    with pytest.raises(ArtifactError, match=r"config\.json: architecture must be one of FeedForward"):
        artifact.load(folder)


def test_one_that_would_fill_the_memory_is_never_made(loaded: Artifact) -> None:
    with pytest.raises(NetworkError, match="parameters are too many"):
        from_config({"architecture": "OnlyHere", "hidden": 10_000, "second": 10_000})
    with pytest.raises(NetworkError, match="second must be a whole number"):
        from_config({"architecture": "OnlyHere", "hidden": 8})


def test_its_card_loads_it(loaded: Artifact) -> None:
    card = model_card(loaded.model, loaded.metrics, loaded.evaluations)
    assert "784 pixels → 24 → 12 hidden units → 10 digits" in card
    assert "from mnistff.model import OnlyHere" in card
    assert describe("deep", "deep", loaded)["units"] == 36
    assert len(tiles(loaded.model)) == 24 * 784 * 4 // 3


def test_a_drawing_is_answered_with_exact_evidence(models: Models) -> None:
    reply = answer_request(models, TestImages(), {"models": ["deep"], "strokes": SEVEN})
    probabilities = models["deep"].model(rasterise(SEVEN).flatten()).softmax(0)
    assert reply["answers"][0]["probabilities"] == pytest.approx(probabilities.tolist(), abs=1e-3)
    assert max(map(abs, reply["evidence"])) == 255
    assert reply["units"] is None  # there is no one layer of them


def test_a_mistake_is_shown_with_evidence(models: Models) -> None:
    index = int(mistakes(models["deep"].evaluations["strokes"])[0])
    reply = look_at(models, TestImages(), {"model": "deep", "test_set": "strokes", "index": index})
    assert reply["label"] != reply["prediction"]
    assert max(map(abs, reply["evidence"])) == 255


@pytest.mark.parametrize(
    "ask",
    [
        lambda models, request: look_inside(models, TestImages(), request),
        lambda models, request: excitement_for(Excitement(), models, TestImages(), request),
    ],
)
def test_inside_says_that_it_cannot_explain_it(models: Models, ask: Callable[..., dict]) -> None:
    sentence = "This network has 2 hidden layers; unit by unit, only a network with one can be explained."
    for image in ({"test_set": "strokes", "index": 7}, {"test_set": "strokes", "strokes": SEVEN}):
        with pytest.raises(NetworkError, match=sentence):
            ask(models, {"model": "deep", **image})
