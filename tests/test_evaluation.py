"""Counting, against scikit-learn and by hand."""

from itertools import product

import pytest
import torch
from torch.nn.functional import cross_entropy

from mnistff import artifact
from mnistff.data import Samples
from mnistff.evaluation import (
    Evaluation,
    answer,
    confusion_matrix,
    leading_logits,
    mistakes,
    recall_and_precision,
    select,
    sign_test,
    sure_from,
    temperature,
    wilson,
    worst_confusions,
)
from mnistff.model import FeedForward


@pytest.mark.parametrize("count", [0, 1, 7, 5000])
def test_the_confusion_matrix_is_scikit_learns(count: int) -> None:
    random = torch.Generator().manual_seed(count)
    labels, predictions = torch.randint(10, (2, count), generator=random)
    matrix = confusion_matrix(labels, predictions)
    import sklearn.metrics  # takes a second, which each worker would that only collects this

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


def random_evaluation(count: int = 3000) -> Evaluation:
    random = torch.Generator().manual_seed(0)
    labels = torch.randint(10, (count,), generator=random)
    logits = torch.randn(count, 10, generator=random) + 2 * torch.eye(10)[labels]
    return Evaluation(labels, logits)


def test_recall_and_precision_are_scikit_learns() -> None:
    labels, predictions = (
        part(random_evaluation()) for part in (lambda e: e.labels, lambda e: e.predictions)
    )
    recall, precision = recall_and_precision(confusion_matrix(labels, predictions))
    from sklearn.metrics import precision_recall_fscore_support  # takes a second, as above

    expected = precision_recall_fscore_support(labels, predictions)
    assert precision.tolist() == pytest.approx(expected[0].tolist())
    assert recall.tolist() == pytest.approx(expected[1].tolist())


def test_rows_and_columns_of_nothing_have_no_recall_and_no_precision() -> None:
    recall, precision = recall_and_precision(confusion_matrix(torch.tensor([4, 4]), torch.tensor([4, 9])))
    assert recall[4] == 0.5 and recall[9].isnan() and recall[0].isnan()
    assert precision[4] == 1 and precision[9] == 0 and precision[0].isnan()


def test_cells_hold_their_images_most_confident_first() -> None:
    evaluation = random_evaluation()
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    for true in range(10):
        for predicted in range(10):
            indices = select(evaluation, true, predicted)
            assert len(indices) == matrix[true, predicted]
            assert (evaluation.labels[indices] == true).all()
            assert (evaluation.predictions[indices] == predicted).all()
            confidence = evaluation.probabilities[indices, predicted]
            assert (confidence.diff() <= 0).all()
        assert len(select(evaluation, true=true)) == matrix[true].sum()
        assert len(select(evaluation, predicted=true)) == matrix[:, true].sum()
    assert len(select(evaluation)) == 3000


def test_mistakes_can_be_asked_for_by_label_and_prediction() -> None:
    evaluation = random_evaluation()
    assert mistakes(evaluation, 4, 9).tolist() == select(evaluation, 4, 9).tolist()
    assert len(mistakes(evaluation, 4, 4)) == 0
    by_label = torch.cat([mistakes(evaluation, true=true) for true in range(10)])
    assert sorted(by_label.tolist()) == sorted(mistakes(evaluation).tolist())


def sure(confidences: list[float], right: list[bool]) -> Evaluation:
    """Answers of these confidences, which say 0: of an image of 0, or of 1."""
    shares = torch.tensor([[each, *[(1 - each) / 9] * 9] for each in confidences], dtype=torch.float64)
    return Evaluation(torch.tensor([0 if is_right else 1 for is_right in right]), shares.log())


def test_a_networks_word_holds_from_where_999_of_1000_were_right() -> None:
    confidences = [0.99 - 0.0001 * i for i in range(4000)]
    right = [i not in (500, 2999, 3000) for i in range(4000)]
    # With the first error 1 of 1,000 is wrong at the 1,000th; with the second 2 of 3,000, with the third 3.
    assert sure_from(sure(confidences, right)) == pytest.approx(0.99 - 0.0001 * 3999, abs=1e-6)
    assert sure_from(sure(confidences[:3500], right[:3500])) == pytest.approx(0.99 - 0.3499, abs=1e-6)
    worse = [is_right and i % 100 != 0 for i, is_right in enumerate(right)]
    assert sure_from(sure(confidences, worse)) == float("inf")


def test_of_few_answers_all_must_be_right() -> None:
    assert sure_from(sure([0.9, 0.8, 0.7], [True, True, True])) == pytest.approx(0.7)
    assert sure_from(sure([0.9, 0.8, 0.7], [True, True, False])) == float("inf")


@pytest.mark.parametrize("name", artifact.PRETRAINED)
def test_where_the_shipped_networks_say_surely_they_are_right(name: str) -> None:
    shipped = artifact.load(artifact.PRETRAINED[name])
    for evaluation in shipped.evaluations.values():
        confidence = evaluation.probabilities.amax(1)
        said = confidence >= shipped.sure_from
        right = (evaluation.predictions == evaluation.labels)[said]
        assert right.double().mean() >= 0.999 or not len(right)


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_the_temperature_is_the_one_with_the_least_loss(factor: float) -> None:
    random = torch.Generator().manual_seed(0)
    honest = 2 * torch.randn(20_000, 10, generator=random)
    labels = torch.multinomial(honest.softmax(1), 1, generator=random)[:, 0]
    found = temperature(Evaluation(labels, factor * honest))
    assert found == pytest.approx(factor, rel=0.03)
    losses = [cross_entropy(factor * honest / (found * near), labels).item() for near in (0.98, 1, 1.02)]
    assert losses[1] == min(losses)


def test_of_answers_that_are_all_right_the_temperature_is_finite() -> None:
    right = Evaluation(torch.arange(10), torch.eye(10))
    assert temperature(right) == pytest.approx(0.01)
    assert temperature(right._replace(labels=right.labels.roll(1))) == pytest.approx(100)


def test_leading_logits_are_those_of_what_was_read_as_each_digit() -> None:
    first, second = random_evaluation(), random_evaluation()
    leading = leading_logits([first, second])
    assert sum(map(len, leading)) == 6000
    for digit, logits in enumerate(leading):
        expected = first.logits[first.predictions == digit, digit]
        assert torch.equal(logits, torch.cat([expected, expected]).sort().values)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [
        (29, 30, 0.8333, 0.9941),  # as scipy.stats.binomtest(29, 30).proportion_ci(method="wilson")
        (30, 30, 0.8865, 1),
        (0, 30, 0, 0.1135),
        (1, 2, 0.0945, 0.9055),
        (9_700, 10_000, 0.9665, 0.9732),
    ],
)
def test_what_few_samples_can_tell(right: int, count: int, low: float, high: float) -> None:
    assert wilson(right, count) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize("count", range(9))
def test_the_chance_of_a_split_is_counted_over_all_that_coins_can_do(count: int) -> None:
    for first in range(count + 1):
        uneven = abs(2 * first - count)
        falls = [abs(2 * sum(coins) - count) for coins in product((0, 1), repeat=count)]
        assert sign_test(first, count - first) == sum(each >= uneven for each in falls) / 2**count


def test_a_split_of_hundreds_is_not_chance() -> None:
    assert sign_test(500, 500) == 1
    assert sign_test(600, 400) == pytest.approx(2.7e-10, rel=0.02)  # as scipy.stats.binomtest(600, 1000)
    assert sign_test(25, 75) == sign_test(75, 25) < 1e-5
