"""The artifact: round trip, every corruption, and what happens when writing fails."""

import json
import pickle
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from mnistff import artifact
from mnistff.artifact import ArtifactError
from mnistff.data import Samples, load_mnist, to_inputs
from mnistff.evaluation import answer
from mnistff.model import FeedForward
from mnistff.strokes import evaluation_set


@pytest.fixture
def folder(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "copy"))


def test_what_is_saved_is_loaded(trained: Path, samples: Samples) -> None:
    loaded = artifact.load(trained)
    assert loaded.metrics["recipe"] == "small"
    assert loaded.model.hidden == 16
    evaluation = loaded.evaluations["mnist"]
    assert torch.equal(evaluation.labels, samples.labels)
    assert torch.allclose(evaluation.logits, loaded.model(samples.inputs), atol=1e-5)


def write_tensors(name: str, **changes: torch.Tensor | None):
    """A spoiler: change tensors of a safetensors file; None removes one."""

    def spoil(folder: Path) -> None:
        tensors = {**load_file(folder / name), **{key.replace("_", "."): t for key, t in changes.items()}}
        save_file({key: tensor for key, tensor in tensors.items() if tensor is not None}, folder / name)

    return spoil


def write_text(name: str, text: str):
    return lambda folder: (folder / name).write_text(text)


def cut(name: str):
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-50])


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(pickle.dumps(FeedForward(16).state_dict()))


MODEL, EVALUATION = "model.safetensors", "evaluation.safetensors"


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        (MODEL, cut(MODEL)),
        (MODEL, write_text(MODEL, "")),
        (MODEL, pickled),
        (MODEL, write_tensors(MODEL, **{"0_weight": torch.zeros(16, 783)})),
        (MODEL, write_tensors(MODEL, **{"0_weight": torch.zeros(16, 784, dtype=torch.float64)})),
        (MODEL, write_tensors(MODEL, **{"2_bias": torch.full((10,), torch.nan)})),
        (MODEL, write_tensors(MODEL, **{"0_weight": torch.full((16, 784), torch.inf)})),
        (MODEL, write_tensors(MODEL, extra=torch.zeros(1))),
        (MODEL, write_tensors(MODEL, **{"2_bias": None})),
        (MODEL, write_text("config.json", '{"hidden": 17}')),
        ("config.json", write_text("config.json", "{")),
        ("config.json", write_text("config.json", "[16]")),
        ("config.json", write_text("config.json", '{"hidden": 16, "dropout": 0.5}')),
        ("config.json", write_text("config.json", '{"hidden": "16"}')),
        ("config.json", write_text("config.json", '{"hidden": 100000000}')),
        ("metrics.json", write_text("metrics.json", "no JSON")),
        ("metrics.json", write_text("metrics.json", "{}")),
        (EVALUATION, cut(EVALUATION)),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=None)),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.full((600,), 10))),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.zeros(600))),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.zeros(599, dtype=torch.int64))),
        (EVALUATION, write_tensors(EVALUATION, mnist_logits=torch.full((600, 10), torch.nan))),
        (EVALUATION, write_tensors(EVALUATION, cifar_labels=torch.zeros(1), cifar_logits=torch.zeros(1, 10))),
    ],
)
def test_what_is_wrong_is_told_with_the_files_name(folder: Path, file: str, spoil) -> None:
    spoil(folder)
    with pytest.raises(ArtifactError, match=file):
        artifact.load(folder)


@pytest.mark.parametrize("name", artifact.REQUIRED)
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ArtifactError, match=f"{name} is missing"):
        artifact.load(folder)


def test_a_pickle_is_never_run(folder: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "sprung",))

    for name in (MODEL, EVALUATION):
        (folder / name).write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ArtifactError):
        artifact.load(folder)
    assert not (tmp_path / "sprung").exists()


def test_a_folder_is_replaced_whole(folder: Path, trained: Path) -> None:
    with artifact.replacing(folder) as beside:
        for name in artifact.REQUIRED:
            shutil.copy(trained / name, beside / name)
        (folder / MODEL).write_text("old")
    assert artifact.load(folder).model.hidden == 16
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_failure_keeps_the_old_one_and_leaves_nothing(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt), artifact.replacing(folder) as beside:
        (beside / MODEL).write_text("half")
        raise KeyboardInterrupt
    assert artifact.load(folder).model.hidden == 16
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_with_other_things_is_not_replaced(folder: Path) -> None:
    (folder / "thesis.tex").write_text("years of work")
    with pytest.raises(ArtifactError, match=r"thesis\.tex"), artifact.replacing(folder):
        pass
    assert (folder / "thesis.tex").exists()


def test_a_file_is_no_place_for_an_artifact(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArtifactError, match="is a file"):
        artifact.check_place(tmp_path / "file")
    with pytest.raises(ArtifactError):
        artifact.check_place(tmp_path / "file" / "lecture")


def test_weights_that_are_not_finite_are_not_saved(tmp_path: Path) -> None:
    model = FeedForward(4)
    model.state_dict()["2.bias"].fill_(torch.nan)
    with pytest.raises(ArtifactError, match="diverged"):
        artifact.save(tmp_path, model, {}, {})
    assert list(tmp_path.iterdir()) == []


def test_models_of_one_name_are_told_apart(folder: Path, trained: Path) -> None:
    twin = shutil.copytree(trained, folder.parent / "other" / folder.name)
    assert list(artifact.load_all([folder, twin])) == [folder.name, str(twin)]


@pytest.mark.parametrize("recipe", artifact.PRETRAINED)
def test_what_ships_says_of_itself_what_is_true(recipe: str) -> None:
    shipped = artifact.load(artifact.PRETRAINED[recipe])
    assert shipped.metrics["recipe"] == recipe
    assert shipped.metrics["test_accuracy"] == {n: e.accuracy for n, e in shipped.evaluations.items()}
    assert json.loads((shipped.folder / "config.json").read_text()) == {"hidden": shipped.model.hidden}
    strokes = evaluation_set()
    said = answer(shipped.model, Samples(to_inputs(strokes.images), strokes.labels))
    assert torch.equal(said.labels, shipped.evaluations["strokes"].labels)
    assert said.accuracy == pytest.approx(shipped.evaluations["strokes"].accuracy, abs=0.002)


@pytest.mark.parametrize("recipe", artifact.PRETRAINED)
def test_the_shipped_evaluation_is_of_the_shipped_weights(recipe: str, mnist: Path) -> None:
    shipped = artifact.load(artifact.PRETRAINED[recipe])
    split = load_mnist("test", mnist)
    said = answer(shipped.model, Samples(to_inputs(split.images), split.labels))
    assert torch.allclose(said.logits, shipped.evaluations["mnist"].logits, atol=1e-3)
    assert torch.equal(said.labels, shipped.evaluations["mnist"].labels)
