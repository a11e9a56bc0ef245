"""What train.py and the Train tab share."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from mnistff import artifact, runs
from mnistff.data import Samples, make_loader, to_inputs
from mnistff.datasets import STROKES, TRAINED_ON, Drawn
from mnistff.distortion import Distortion
from mnistff.evaluation import answer
from mnistff.model import FeedForward, WithoutReLU
from mnistff.recipes import Recipe
from mnistff.strokes import evaluation_set
from mnistff.training import fit


def untouched(parts):
    return parts


def test_so_many_images_are_taken_of_each_kind(small_mnist: Path) -> None:
    for data, count in (("mnist", 120), ("strokes", 120), ("both", 240)):
        train, tests = runs.load_data(Recipe(data=data, images=120), small_mnist, 0, untouched)
        assert len(train) == count
        assert list(tests) == (["strokes"] if data == "strokes" else ["mnist", "strokes"])


def test_what_is_drawn_comes_last() -> None:
    for together in TRAINED_ON.values():
        drawn = [isinstance(each, Drawn) for each in together]
        assert drawn == sorted(drawn)
        assert sum(drawn) <= 1


def test_the_order_is_the_recipes(samples: Samples) -> None:
    def labels(order: str, seed: int = 0) -> torch.Tensor:
        loader = runs.make_train_loader(Recipe(order=order, batch_size=64), samples, seed)
        return torch.cat([labels for _, labels in loader])

    assert torch.equal(labels("stored"), samples.labels)
    assert torch.equal(labels("sorted"), samples.labels.sort().values)
    assert torch.equal(labels("shuffled", 1), labels("shuffled", 1))
    assert not torch.equal(labels("shuffled", 1), labels("shuffled", 2))


def test_what_is_drawn_anew_is_distorted_too(small_mnist: Path) -> None:
    still = Distortion(rotation=0, scale=0, shear=0, shift=0, elastic=0)
    recipe = Recipe(data="strokes", images=100, order="stored", redrawn_every=1, distortion=still)
    samples, _ = runs.load_data(recipe, small_mnist, 3, untouched)
    loader = runs.make_train_loader(recipe, samples, 3, untouched)
    first, second = (torch.cat([inputs for inputs, _ in loader]) for _ in range(2))
    drawn = to_inputs(STROKES.draw_again(100, 3, 1, untouched).images)
    assert torch.allclose(second, drawn, atol=1e-4)
    assert not torch.allclose(first, second, atol=0.5)


@pytest.mark.parametrize(("order", "every"), [("shuffled", 1), ("sorted", 1), ("stored", 2)])
def test_what_is_drawn_is_drawn_anew_every_few_epochs(order: str, every: int, small_mnist: Path) -> None:
    recipe = Recipe(data="both", images=100, order=order, redrawn_every=every)
    samples, _ = runs.load_data(recipe, small_mnist, 3, untouched)
    loader = runs.make_train_loader(recipe, samples, 3, untouched)
    epochs = []
    for epoch in range(4):
        inputs, labels = (torch.cat(batches) for batches in zip(*loader, strict=True))
        epochs.append(samples.inputs.clone())
        if drawn_in := epoch // every * every:
            drawn = STROKES.draw_again(100, 3, drawn_in, untouched)
            assert torch.equal(samples.inputs[100:], to_inputs(drawn.images)), epoch
            assert torch.equal(samples.labels[100:], drawn.labels), epoch
        assert sorted(labels.tolist()) == sorted(samples.labels.tolist())
        assert (order == "sorted") == torch.equal(labels, labels.sort().values)
        assert torch.allclose(inputs.sum(), samples.inputs.sum())  # nothing else came
        assert torch.equal(epochs[0][:100], samples.inputs[:100])  # MNIST's stay
    different = {tuple(inputs[100:].sum(1).tolist()) for inputs in epochs}
    assert len(different) == 4 // every


@pytest.mark.parametrize("data", ["mnist", "both"])
def test_labels_are_shuffled_among_the_training_images_alone(data: str, small_mnist: Path) -> None:
    own = Recipe(data=data, images=300, redrawn_every=1)
    shuffled = replace(own, labels="shuffled")
    samples, tests = runs.load_data(own, small_mnist, 3, untouched)
    others, other_tests = runs.load_data(shuffled, small_mnist, 3, untouched)
    assert torch.equal(samples.inputs, others.inputs)
    assert torch.equal(samples.labels.sort().values, others.labels.sort().values)
    assert (samples.labels == others.labels).float().mean() < 0.2
    for name, test in tests.items():
        assert torch.equal(test.labels, other_tests[name].labels)
    for recipe, split in ((own, samples), (shuffled, others)):
        loader = runs.make_train_loader(recipe, split, 3, untouched)
        for _ in range(2):
            list(loader)
    assert (samples.labels == others.labels).float().mean() < 0.2  # also of what was drawn anew


def test_what_was_trained_without_a_relu_is_kept_as_one_layer(samples: Samples) -> None:
    trained = WithoutReLU(8)
    kept = runs.as_kept(trained)
    metrics, evaluations = runs.sum_up({"seed": 1}, kept, [], samples, {"strokes": samples}, 0)
    assert metrics["parameters"] == 7_850
    assert torch.equal(evaluations["strokes"].predictions, trained(samples.inputs).argmax(1))
    model = FeedForward(8)
    assert runs.as_kept(model) is model


def test_mnist_alone_is_never_drawn_anew(small_mnist: Path) -> None:
    recipe = Recipe(images=100, redrawn_every=1)
    samples, _ = runs.load_data(recipe, small_mnist, 0, untouched)
    before, loader = samples.inputs.clone(), runs.make_train_loader(recipe, samples, 0)
    assert len([batch for _ in range(2) for batch in loader]) == 2
    assert torch.equal(samples.inputs, before)


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


def test_a_calibrated_models_probabilities_hold(small_mnist: Path) -> None:
    recipe = Recipe(data="strokes", images=1_000, epochs=3, learning_rate=0.003)
    torch.manual_seed(0)
    model, samples = FeedForward(64), runs.load_data(recipe, None, 0, untouched)[0]
    list(fit(model, recipe, runs.make_train_loader(recipe, samples, 0), make_loader(samples, 1_000)))
    with torch.no_grad():
        model.layers[-1].weight.mul_(5)  # too sure of itself
        model.layers[-1].bias.mul_(5)
    unsure = answer(model, samples)
    found = runs.calibrate(model)
    assert found > 2
    assert torch.allclose(answer(model, samples).logits, unsure.logits / found, atol=1e-5)
    images, labels = evaluation_set()
    others = answer(model, Samples(to_inputs(images), labels))
    assert others.probabilities.amax(1).mean().item() == pytest.approx(others.accuracy, abs=0.05)
