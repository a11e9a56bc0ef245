"""The artifact: round trip, every corruption, and what happens when writing fails."""

import itertools
import json
import os
import pickle
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from mnistff import artifact
from mnistff.artifact import ArtifactError
from mnistff.data import Samples, load_mnist, to_inputs
from mnistff.datasets import DATA_SETS
from mnistff.evaluation import answer
from mnistff.model import MAX_HIDDEN, FeedForward
from mnistff.strokes import evaluation_set
from mnistff.system.limits import MOST_JSON_BYTES


@pytest.fixture
def folder(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "copy"))


def test_what_is_saved_is_loaded(trained: Path, samples: Samples) -> None:
    loaded = artifact.load(trained)
    assert loaded.metrics["recipe"] == "small"
    assert loaded.model.hidden == 16
    labels, logits = loaded.evaluations["mnist"]
    assert torch.equal(labels[: len(samples)], samples.labels)
    assert torch.allclose(logits[: len(samples)], loaded.model(samples.inputs), atol=1e-5)


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


def answers(name: str, count: int):
    """A spoiler: answers to so many images of a test set, and to no other."""
    tensors = {f"{name}.labels": torch.arange(count) % 10, f"{name}.logits": torch.randn(count, 10)}
    return lambda folder: save_file(tensors, folder / EVALUATION)


def write_header(name: str, header: str, size: int = 8):
    """A spoiler: a safetensors file that begins so, and has all that it tells of, if that is so long."""
    content = len(header.encode()).to_bytes(8, "little") + header.encode() + bytes(size)
    return lambda folder: (folder / name).write_bytes(content)


def many_labels(count: int) -> str:
    """What a safetensors file tells of the labels of so many test sets, of one image each."""
    places = {f"{n}.labels": [4 * n, 4 * n + 4] for n in range(count)}
    return json.dumps(
        {name: {"dtype": "F32", "shape": [1], "data_offsets": place} for name, place in places.items()}
    )


MODEL, EVALUATION = "model.safetensors", "evaluation.safetensors"
HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m\u202e\n# "
HEADERS = (
    json.dumps({HOSTILE: {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}),
    json.dumps({"0.weight": {"dtype": 100 * HOSTILE, "shape": [2], "data_offsets": [0, 8]}}),
    *(
        json.dumps({"0.weight": {"dtype": dtype, "shape": shape, "data_offsets": [0, 8]}})
        for dtype in ("F32", "I64", "F4")
        for shape in ([2], [1], [], [1] * 10_000 + [2], [2**62, 2], [2**63, 2], [-2], [2.5], ["2"])
    ),
    json.dumps({"0.weight": {"dtype": "F32", "shape": [0, 2**62], "data_offsets": [0, 0]}}),
    "{" * 100_000,
    '{"\\ud800": 1}',
)
"""What a safetensors file may tell of its tensors."""
JSON = (
    *('"a": "\\ud800"', '"\\udfff": 1', '"a": [{"b": "x\\udc00"}]'),
    *(f'"a": {"[" * 20}{"]" * 20}', f'"a": {"[" * 400_000}', f'"a": {"[" * 90_000}{"]" * 90_000}'),
    *('"a":' + '{"a":' * 150_000, f'"a": "\\\\\\"", "b": {"[" * 400_000}', f'"\\"[": {"[" * 400_000}'),
    *(f'"a": {"1" * 101}', f'"a": -{"1" * 900_000}', f'"a": "{"x" * 1_000_000}"'),
    *('"a": 1, "a": 1', '"a": "\x01"', '"a": 01', '"a": 1} <b>', '"<b>'),
)
"""What else may stand in an object of JSON."""


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
        ("config.json", write_text("config.json", '{"architecture": "Other", "hidden": 16}')),
        ("config.json", write_text("config.json", '{"architecture": ["FeedForward"], "hidden": 16}')),
        ("config.json", write_text("config.json", "{")),
        ("config.json", write_text("config.json", "[16]")),
        ("config.json", write_text("config.json", "{}")),
        ("config.json", write_text("config.json", '{"architectures": ["FeedForward"]}')),
        ("config.json", write_text("config.json", '{"hidden": "16"}')),
        ("config.json", write_text("config.json", '{"hidden": 16.0}')),
        ("config.json", write_text("config.json", '{"hidden": true}')),
        ("config.json", write_text("config.json", '{"hidden": NaN}')),
        ("config.json", write_text("config.json", '{"hidden": null}')),
        ("config.json", write_text("config.json", '{"hidden": 100000000}')),
        ("config.json", write_text("config.json", f'{{"hidden": 1{"0" * 5_000}}}')),
        ("config.json", write_text("config.json", '{"hidden": 17, "hidden": 16}')),
        ("config.json", write_text("config.json", "[" * 100_000)),
        ("config.json", write_text("config.json", f'{{"hidden": 16, "a": {"[" * 100_000}')),
        ("config.json", write_text("config.json", f'{{"hidden": "{"1" * 100_000}"}}')),
        (
            "config.json",
            lambda folder: (folder / "config.json").write_bytes('{"hidden": 16}'.encode("utf-16")),
        ),
        *(
            (name, write_text(name, text % rest))
            for name, text in (("config.json", '{"hidden": 16, %s}'), ("metrics.json", '{"recipe": "a", %s}'))
            for rest in JSON
        ),
        ("metrics.json", write_text("metrics.json", "no JSON")),
        ("metrics.json", write_text("metrics.json", "{}")),
        ("metrics.json", write_text("metrics.json", '{"recipe": 1}')),
        *(
            ("metrics.json", write_text("metrics.json", json.dumps({"recipe": recipe})))
            for recipe in (
                "\ud800",
                "a\udc00",
                "two\nlines",
                "\x1b[31m",
                "\u202ea",
                "a\u200b",
                "ha" * 51,
                7,
                ["a"],
            )
        ),
        ("metrics.json", write_text("metrics.json", f'{{"recipe": "{"<b>" * 300_000}"}}')),
        ("metrics.json", write_text("metrics.json", '{"a":' * 100_000)),
        (EVALUATION, cut(EVALUATION)),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=None)),
        *((EVALUATION, answers("mnist", count)) for count in (0, 1, 600, 9_999, 10_001)),
        *((EVALUATION, answers("strokes", count)) for count in (0, 1_999, 2_001, 10_000)),
        *((EVALUATION, write_header(EVALUATION, many_labels(count), 4 * count)) for count in (1_000, 20_000)),
        *((name, write_header(name, header)) for name in (MODEL, EVALUATION) for header in HEADERS),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.full((10_000,), 10))),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.full((10_000,), -1))),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.zeros(10_000))),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.zeros(9_999, dtype=torch.int64))),
        (EVALUATION, write_tensors(EVALUATION, mnist_labels=torch.zeros(100, 100, dtype=torch.int64))),
        (EVALUATION, write_tensors(EVALUATION, mnist_logits=torch.full((10_000, 10), torch.nan))),
        (EVALUATION, write_tensors(EVALUATION, mnist_logits=torch.zeros(10_000, 11))),
        (EVALUATION, write_tensors(EVALUATION, cifar_labels=torch.zeros(1), cifar_logits=torch.zeros(1, 10))),
    ],
)
def test_what_is_wrong_is_told_with_the_files_name(folder: Path, file: str, spoil) -> None:
    spoil(folder)
    with pytest.raises(ArtifactError, match=file) as caught:
        artifact.load(folder)
    assert len(str(caught.value).replace(str(folder), "")) < 500
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("name", "count"), [(key, each.test_images) for key, each in DATA_SETS.items()])
def test_an_evaluation_is_of_all_images(folder: Path, name: str, count: int) -> None:
    answers(name, count)(folder)
    assert len(artifact.load(folder).evaluations[name].labels) == count


@pytest.mark.parametrize("count", [7, 9_999, 10_001])
def test_how_many_answers_are_wanted_is_told(folder: Path, count: int) -> None:
    answers("mnist", count)(folder)
    with pytest.raises(ArtifactError, match=rf"mnist has 10,000 images, but here are answers to {count:,}\."):
        artifact.load(folder)


def test_what_other_tools_put_into_the_json_files_is_passed_over(folder: Path) -> None:
    more = {"architectures": ["FeedForward"], "_commit_hash": None, "hidden": 16, "torch_dtype": "float32"}
    (folder / "config.json").write_text("\ufeff" + json.dumps(more), encoding="utf-8")
    (folder / "metrics.json").write_text(
        '\ufeff{"recipe": "own", "epochs": 3, "settings": null, "x": NaN}', "utf-8"
    )
    loaded = artifact.load(folder)
    assert loaded.model.hidden == 16
    assert loaded.metrics["recipe"] == "own"


def test_files_that_are_written_over_do_not_change_what_was_loaded(folder: Path) -> None:
    """If they were mapped into memory, this would end the whole process, by SIGBUS."""
    loaded = artifact.load(folder)
    inputs = torch.linspace(0, 1, 784).repeat(8, 1)

    def answers() -> list[torch.Tensor]:
        evaluation = loaded.evaluations["mnist"]
        return [loaded.model(inputs), evaluation.probabilities.clone(), evaluation.labels.clone()]

    first = answers()
    for change in (lambda content: bytes(len(content)), lambda content: b"", lambda content: 9 * content):
        for name in artifact.REQUIRED:
            with (folder / name).open("r+b") as file:  # the same file, as `cp` writes it
                content = change(file.read())
                file.seek(0)
                file.write(content)
                file.truncate()
        assert all(map(torch.equal, answers(), first))


def test_files_that_are_written_while_they_are_read_are_noticed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, look = itertools.count(1), artifact._stamp

    def written_before_each_look(path: Path) -> object:
        os.utime(path, ns=(next(looks), next(looks)))
        return look(path)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(artifact, "_stamp", written_before_each_look)
        with pytest.raises(ArtifactError, match="is being written to"):
            artifact.load(folder)
    assert artifact.load(folder).model.hidden == 16


@pytest.mark.parametrize("name", artifact.REQUIRED)
def test_a_file_that_cannot_be_a_part_is_not_read(folder: Path, name: str) -> None:
    os.truncate(folder / name, 10**10)  # a hole: it takes no room
    with pytest.raises(ArtifactError, match=f"{name} is too large"):
        artifact.load(folder)
    os.truncate(folder / name, MOST_JSON_BYTES + 1)
    if name.endswith(".json"):
        with pytest.raises(ArtifactError, match=rf"{name} is too large: 2 MB, and 1 MB is the most\."):
            artifact.load(folder)
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(ArtifactError, match=f"{name} is missing"):
        artifact.load(folder)


def test_the_widest_network_can_be_saved_and_loaded(folder: Path) -> None:
    artifact.save(folder, FeedForward(MAX_HIDDEN), {"recipe": "own"}, artifact.load(folder).evaluations)
    assert artifact.load(folder).model.hidden == MAX_HIDDEN


def test_a_folder_that_may_not_be_read_is_told(strangers: Path, trained: Path) -> None:
    (strangers / "small").mkdir(0o000)
    with pytest.raises(ArtifactError, match=r"cannot be read: Permission denied\."):
        artifact.load(strangers / "small")


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


def test_a_folder_that_is_no_artifact_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about something else")
    with pytest.raises(ArtifactError, match=r"README\.md.*would be lost"):
        artifact.check_place(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        *(".DS_Store", "._model.safetensors", "Thumbs.db", "desktop.ini", ".README.md.swp", "README.md~"),
        *(".#README.md", ".nfs0000000001", ".directory", ".gitattributes", ".cache"),
    ],
)
def test_what_a_system_puts_into_a_folder_neither_refuses_it_nor_is_lost(folder: Path, name: str) -> None:
    (folder / name).write_text("the system's")
    with artifact.replacing(folder) as beside:
        shutil.copytree(artifact.PRETRAINED["lecture"], beside, dirs_exist_ok=True)
    assert artifact.load(folder).model.hidden == 128
    assert (folder / name).read_text() == "the system's"
    (folder / name).rename(folder.parent / name)
    with artifact.replacing(folder):  # an empty one, with nothing else in it
        pass
    (folder / name).write_text("the system's")
    artifact.check_place(folder)


def test_the_room_that_the_weights_take_is_asked_for(tiny_disk: Path) -> None:
    artifact.check_place(tiny_disk / "out", 20)
    with pytest.raises(ArtifactError, match=r"no room at .*disk"):
        artifact.check_place(tiny_disk / "out", 128)


@pytest.mark.parametrize("tiny_disk", ["900k"], indirect=True)  # there is room for one, and not for two
def test_a_full_disk_is_told_and_keeps_the_old_one(tiny_disk: Path, folder: Path) -> None:
    small = Path(shutil.copytree(folder, tiny_disk / "small"))
    loaded = artifact.load(small)
    full = pytest.raises(ArtifactError, match=r"cannot be written into .*No space")
    with full, artifact.replacing(small) as beside:
        artifact.save(beside, loaded.model, loaded.metrics, loaded.evaluations)
    assert artifact.load(small).metrics == loaded.metrics
    assert [path.name for path in tiny_disk.iterdir()] == ["small"]


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


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names.")
@pytest.mark.parametrize(
    "name",
    [
        *("a\nb\x1b[31m", "\u202egnp.exe", "e" + "\u0301" * 100, "half\udcff", "<b>a&amp;", "`a`", "x" * 250),
        "\N{COMBINING ENCLOSING CIRCLE}" * 80,
    ],
)
def test_a_folder_of_any_name_has_one_that_can_be_shown(trained: Path, tmp_path: Path, name: str) -> None:
    twins = [Path(shutil.copytree(trained, tmp_path / place / name)) for place in ("a" * 120, "b" * 120, "c")]
    loaded = artifact.load_all(twins)
    assert len(loaded) == 3
    for key, one in loaded.items():
        for text in (key, one.origin):
            assert text.isprintable() and text.encode()
            assert len(text) <= 150
    (twins[0] / "config.json").unlink()
    (twins[0] / name).touch()
    for refused in (artifact.load, artifact.check_contents):
        with pytest.raises(ArtifactError, match=r"is missing|no part of an artifact") as caught:
            refused(twins[0])
        assert str(caught.value).isprintable()


def test_of_very_many_epochs_so_many_are_kept_as_are_read(folder: Path) -> None:
    loaded = artifact.load(folder)
    epochs = [{"epoch": number, "seconds": 0.1} for number in range(1, 50_001)]
    artifact.save(folder, loaded.model, {**loaded.metrics, "epochs": epochs}, loaded.evaluations)
    kept = [record["epoch"] for record in artifact.load(folder).metrics["epochs"]]
    assert kept == list(range(4, 50_001, 4))


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
