"""What is in the figures."""

import torch

from mnistff.artifact import plots
from mnistff.evaluation import Evaluation, mistakes
from mnistff.training import EpochRecord


def test_the_loss_curves_are_the_records() -> None:
    records = [EpochRecord(1, 0.4, 0.28, 0.3, 0.9, 1.0), EpochRecord(2, 0.2, 0.15, 0.25, 0.92, 1.0)]
    axes = plots.loss_curves(records).axes[0]
    train, after, test = axes.get_lines()
    assert list(train.get_xdata()) == [1, 2]
    assert list(train.get_ydata()) == [0.4, 0.2]
    assert list(after.get_ydata()) == [0.28, 0.15]
    assert list(test.get_ydata()) == [0.3, 0.25]
    assert "epoch" in axes.get_xlabel()
    assert "nats" in axes.get_ylabel()


def test_the_matrix_has_true_labels_on_rows() -> None:
    matrix = torch.arange(100).reshape(10, 10)
    axes = plots.confusion_matrix(matrix).axes[0]
    texts = {(text.get_position()): text.get_text() for text in axes.texts}
    assert texts[(9, 4)] == "49"  # x is the predicted label, y the true one
    assert len(texts) == 100
    assert axes.get_xlabel() == "predicted label"
    assert axes.get_ylabel() == "true label"
    assert axes.images[0].get_array()[3, 3] == 0  # the colours are those of the errors


def test_the_grid_shows_every_mistake_once_most_confident_first() -> None:
    random = torch.Generator().manual_seed(0)
    labels = torch.randint(10, (200,), generator=random)
    evaluation = Evaluation(labels, torch.randn(200, 10, generator=random) + 2 * torch.eye(10)[labels])
    images = torch.randint(1, 256, (200, 28, 28), generator=random).byte()
    axes = plots.mistakes_grid(images, evaluation).axes[0]
    wrong = mistakes(evaluation).tolist()
    assert 20 < len(wrong) < 200
    titles = [f"{int(labels[index])}→{int(evaluation.predictions[index])}" for index in wrong]
    assert [text.get_text() for text in axes.texts] == titles
    grid = torch.from_numpy(axes.images[0].get_array().data)
    assert torch.equal(grid[10:38, 2:30], images[wrong[0]])
    assert torch.equal(grid[50:78, 34:62], images[wrong[21]])
    assert (grid > 0).sum() == 28 * 28 * len(wrong)


def test_a_network_without_mistakes_has_a_grid_too() -> None:
    evaluation = Evaluation(torch.arange(10), torch.eye(10))
    assert not plots.mistakes_grid(torch.zeros(10, 28, 28, dtype=torch.uint8), evaluation).axes[0].texts


def test_of_a_bad_networks_mistakes_there_are_300() -> None:
    evaluation = Evaluation(torch.zeros(400, dtype=torch.int64), -torch.eye(10)[:1].repeat(400, 1))
    images = torch.zeros(400, 28, 28, dtype=torch.uint8)
    assert len(plots.mistakes_grid(images, evaluation).axes[0].texts) == 300
