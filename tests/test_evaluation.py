"""Counting, against scikit-learn and by hand."""

import pytest
import sklearn.metrics
import torch

from mnistff.data import Samples
from mnistff.evaluation import Evaluation, answer, confusion_matrix, mistakes, worst_confusions
from mnistff.model import FeedForward


@pytest.mark.parametrize("count", [0, 1, 7, 5000])
def test_the_confusion_matrix_is_scikit_learns(count: int) -> None:
    random = torch.Generator().manual_seed(count)
    labels, predictions = torch.randint(10, (2, count), generator=random)
    matrix = confusion_matrix(labels, predictions)
    expected = sklearn.metrics.confusion_matrix(labels, predictions, labels=range(10)) if count else 0
    assert (matrix.numpy() == expected).all()


def test_rows_are_true_labels_and_columns_predictions() -> None:
    matrix = confusion_matrix(torch.tensor([4, 4, 4, 9]), torch.tensor([9, 9, 4, 9]))
    assert (matrix[4, 9], matrix[9, 4], matrix[4, 4], matrix[9, 9]) == (2, 0, 1, 1)
    assert matrix.sum() == 4


@pytest.mark.parametrize("wrong", [-1, 10])
def test_what_is_no_digit_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="labels must be 0 to 9"):
        confusion_matrix(torch.tensor([wrong]), torch.tensor([0]))
    with pytest.raises(ValueError, match="predictions must be 0 to 9"):
        confusion_matrix(torch.tensor([0]), torch.tensor([wrong]))


def test_the_worst_confusions_in_words() -> None:
    labels = torch.tensor([4, 4, 4, 4, 3, 3, 0])
    predictions = torch.tensor([9, 9, 4, 4, 8, 3, 0])
    worst = worst_confusions(confusion_matrix(labels, predictions))
    assert [str(confusion) for confusion in worst] == ["4 taken for 9: 2 of 4", "3 taken for 8: 1 of 2"]


def test_mistakes_are_the_wrong_ones_most_confident_first() -> None:
    logits = torch.zeros(4, 10)
    logits[0, 1] = 2  # wrong, not very sure
    logits[1, 5] = 9  # right
    logits[2, 3] = 8  # wrong, very sure
    logits[3, 0] = 1  # right
    evaluation = Evaluation(torch.tensor([7, 5, 2, 0]), logits)
    assert mistakes(evaluation).tolist() == [2, 0]
    assert evaluation.accuracy == 0.5
    assert evaluation.predictions.tolist() == [1, 5, 3, 0]
    assert torch.allclose(evaluation.probabilities.sum(1), torch.ones(4))


def test_an_answer_in_batches_is_the_answer_in_one_go() -> None:
    model = FeedForward(8)
    samples = Samples(torch.rand(2345, 784), torch.randint(10, (2345,)))
    evaluation = answer(model, samples)
    assert torch.allclose(evaluation.logits, model(samples.inputs), atol=1e-5)
    assert torch.equal(evaluation.labels, samples.labels)
