"""What train.py and the Train tab share."""

from pathlib import Path

import torch

from mnistff import artifact, runs
from mnistff.data import Samples
from mnistff.evaluation import answer
from mnistff.model import FeedForward
from mnistff.recipes import Recipe


def untouched(parts):
    return parts


def test_so_many_images_are_taken_of_each_kind(small_mnist: Path) -> None:
    for data, count in (("mnist", 120), ("strokes", 120), ("both", 240)):
        train, tests = runs.load_data(Recipe(data=data, images=120), small_mnist, 0, untouched)
        assert len(train) == count
        assert list(tests) == (["strokes"] if data == "strokes" else ["mnist", "strokes"])


def test_the_order_is_the_recipes(samples: Samples) -> None:
    def labels(order: str, seed: int = 0) -> torch.Tensor:
        loader = runs.make_train_loader(Recipe(order=order, batch_size=64), samples, seed)
        return torch.cat([labels for _, labels in loader])

    assert torch.equal(labels("stored"), samples.labels)
    assert torch.equal(labels("sorted"), samples.labels.sort().values)
    assert torch.equal(labels("shuffled", 1), labels("shuffled", 1))
    assert not torch.equal(labels("shuffled", 1), labels("shuffled", 2))


def test_what_is_written_is_a_whole_artifact(trained: Path, samples: Samples, tmp_path: Path) -> None:
    made = artifact.load(trained)
    metrics = made.metrics | {"test_accuracy": {"mnist": made.evaluations["mnist"].accuracy}}
    inputs, labels = samples.inputs.repeat(20, 1), samples.labels.repeat(20)
    runs.write(tmp_path, made.model, metrics, made.evaluations, Samples(inputs, labels))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(artifact.FILES)
    loaded = artifact.load(tmp_path)
    assert torch.equal(loaded.evaluations["mnist"].logits, made.evaluations["mnist"].logits)


def test_a_run_is_summed_up_by_what_the_model_answers(samples: Samples) -> None:
    model = FeedForward(8)
    metrics, evaluations = runs.sum_up({"seed": 1}, model, [], samples, {"strokes": samples}, 0)
    accuracy = answer(model, samples).accuracy
    assert metrics["train_accuracy"] == accuracy == evaluations["strokes"].accuracy
    assert metrics["test_accuracy"] == {"strokes": accuracy}
    assert (metrics["seed"], metrics["parameters"]) == (1, 784 * 8 + 8 + 8 * 10 + 10)
