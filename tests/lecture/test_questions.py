"""What the lecture asks and says in numbers, against the network that ships, its evaluation, and MNIST."""

import math
import re
from pathlib import Path

import pytest
import torch

import support.notebook
from mnistff.data import load_mnist
from mnistff.evaluation import confusion_matrix, mistakes, worst_confusions
from mnistff.lecture import notebook
from mnistff.lecture.network import shipped
from mnistff.lecture.steps import read_questions, read_steps

QUESTIONS = read_questions()
TRUTHS = {name: question["truth"] for name, question in QUESTIONS.items()}
EPOCHS = shipped().metrics["epochs"]
EVALUATION = shipped().evaluations["mnist"]
MATRIX = confusion_matrix(EVALUATION.labels, EVALUATION.predictions)
TEXTS = {step.number: " ".join(step.text.split()) for step in read_steps()}


def printed(cell_begins: str) -> str:
    """What the cell that begins so printed, in the notebook as it was run."""
    cells = [cell for step in read_steps() for cell in step.cells]
    number = next(i for i, cell in enumerate(cells) if cell.startswith(cell_begins))
    return support.notebook.printed(notebook.outputs()[number])


def matrix_printed() -> torch.Tensor:
    """The confusion matrix of the notebook's own network."""
    rows = re.findall(r"\[([\d, ]+)\]", printed("cm = confusion_matrix"))
    return torch.tensor([[int(count) for count in row.split(",")] for row in rows])


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_has_what_its_kind_needs(name: str) -> None:
    question = QUESTIONS[name]
    needed = {"number": {"unit"}, "choice": {"choices"}, "pair": set(), "curve": {"given"}}[question["kind"]]
    assert question.keys() == {"kind", "asks", "truth", "why"} | needed
    assert question["asks"].endswith((".", "?")) and question["why"].endswith(".")
    assert question["kind"] != "choice" or question["truth"] in range(len(question["choices"]))


def test_the_zeros_are_counted(mnist: Path) -> None:
    images = load_mnist("train").images
    assert TRUTHS["zeros"] == pytest.approx(100 * (images == 0).double().mean().item(), abs=0.05)
    assert f"{images.numel() / 1e6:.0f} million" in QUESTIONS["zeros"]["asks"]
    share = float(re.search(r"tensor\((0\.\d+)\)", printed("print(train_dataset.data.dtype"))[1])
    assert TRUTHS["zeros"] == pytest.approx(100 * share, abs=0.05)


def test_the_parameters_are_those_of_the_model() -> None:
    assert TRUTHS["parameters"] == sum(parameter.numel() for parameter in shipped().model.parameters())
    assert f"\n{TRUTHS['parameters']}" in printed("for name, parameter")


def test_the_loss_of_a_guess_and_of_a_softmax_too_many() -> None:
    criterion = torch.nn.CrossEntropyLoss()
    guessed = criterion(torch.zeros(1, 10), torch.tensor([3])).item()
    assert TRUTHS["chance"] == pytest.approx(guessed, abs=5e-4) == pytest.approx(math.log(10))
    perfect = criterion(torch.eye(10)[:1], torch.tensor([0])).item()
    assert f"log(1 + 9/e) = {perfect:.3f}" in QUESTIONS["softmax"]["why"]


def test_the_batches_are_those_of_the_loader() -> None:
    assert TRUTHS["batches"] == math.ceil(60_000 / 128)
    assert printed("batch_size = 128").startswith(f"({TRUTHS['batches']}, ")
    full, rest = divmod(60_000, 128)
    assert f"{full} full batches and a last one with the {rest} that are left" in TEXTS[6]
    assert f"{full} full ones and one with the {rest} images" in QUESTIONS["batches"]["why"]
    assert f"{full + 1} batches each, {10 * (full + 1):,} in all" in TEXTS[8]
    assert f"{rest} images for training and {10_000 % 128} for testing" in TEXTS[8]


def test_the_data_keep_their_255() -> None:
    assert QUESTIONS["scale"]["choices"][TRUTHS["scale"]] == "255"
    assert printed("print(train_dataset.data.max())").startswith("tensor(255,")


def test_one_epoch_teaches_most() -> None:
    assert TRUTHS["first_epoch"] == pytest.approx(100 * EPOCHS[0]["test_accuracy"], abs=0.05)
    gained = EPOCHS[-1]["test_accuracy"] - EPOCHS[0]["test_accuracy"]
    assert f"{gained:.0%}" == "4%" and "the other nine add four points" in QUESTIONS["accuracy"]["why"]
    assert f"After one epoch the app's network read {TRUTHS['first_epoch']}%" in QUESTIONS["accuracy"]["asks"]


@pytest.mark.parametrize("which", ["shipped", "printed"])
def test_the_training_loss_begins_above_the_test_loss_and_ends_below(which: str) -> None:
    lines = re.findall(r"train loss: ([\d.]+), test loss: ([\d.]+)", printed("n_epochs"))
    recorded = [(each["train_loss"], each["test_loss"]) for each in EPOCHS]
    losses = recorded if which == "shipped" else [tuple(map(float, line)) for line in lines]
    assert len(losses) == 10
    assert losses[0][0] > losses[0][1] and losses[-1][0] < losses[-1][1]
    crossings = [a > b for a, b in losses]
    assert crossings == sorted(crossings, reverse=True)  # it stays above
    for loss in (0, 1):  # falls steeply, then flattens
        steep, flat = losses[0][loss] - losses[1][loss], losses[-2][loss] - losses[-1][loss]
        assert steep > 10 * flat


def test_the_honest_loss_begins_beside_the_test_loss_and_falls_further() -> None:
    first, last = EPOCHS[0], EPOCHS[-1]
    assert first["train_loss_after"] == pytest.approx(first["test_loss"], rel=0.05)
    assert last["train_loss_after"] < last["test_loss"] / 2


def test_a_softmax_changes_no_prediction() -> None:
    assert torch.equal(EVALUATION.logits.softmax(1).max(1).indices, EVALUATION.logits.max(1).indices)


def test_the_worst_pair_is_the_shipped_networks_and_the_notebooks() -> None:
    true, predicted, *_ = worst_confusions(MATRIX)[0]
    assert TRUTHS["worst_pair"] == [true, predicted]
    counts = matrix_printed().fill_diagonal_(0)
    assert divmod(int(counts.argmax()), 10) == (true, predicted)
    assert f"(?cell=mnist-{true}-{predicted}&model=lecture)" in TEXTS[11]


def test_what_was_printed_is_of_one_run() -> None:
    accuracy = float(re.search(r"test acc: ([\d.]+)", printed("n_correct"))[1])
    assert matrix_printed().trace() == round(10_000 * accuracy)
    for measured in (accuracy, EVALUATION.accuracy):
        assert TRUTHS["accuracy"] == pytest.approx(100 * measured, abs=0.05)


def test_the_link_goes_to_the_mistake_that_it_is_surest_of() -> None:
    assert f"(?mistake=mnist-{mistakes(EVALUATION)[0]}&model=lecture)" in TEXTS[5]


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        (MATRIX, "these five hold {five:.0%} of its mistakes, the ten worst {ten:.0%}:"),
        (
            matrix_printed(),
            "in the matrix above the five worst cells hold {five:.0%} of them, the ten worst {ten:.0%}.",
        ),
    ],
    ids=["shipped", "printed"],
)
def test_the_mistakes_are_spread_out(matrix: torch.Tensor, sentence: str) -> None:
    counts = sorted((matrix - torch.diag(matrix.diagonal())).flatten().tolist(), reverse=True)
    five, ten = (sum(counts[:most]) / sum(counts) for most in (5, 10))
    assert sentence.format(five=five, ten=ten) in TEXTS[11]


def test_many_mistakes_are_made_with_a_high_probability() -> None:
    probabilities = EVALUATION.logits[mistakes(EVALUATION)].softmax(1).max(1).values
    assert TRUTHS["sure"] == pytest.approx(100 * (probabilities > 0.9).double().mean().item(), abs=0.05)


def test_what_else_the_texts_say_in_numbers(mnist: Path) -> None:
    labels = load_mnist("train").labels
    ones = (labels == 1).double().mean()
    assert f"about {ones:.0%}, as 1 is the most frequent digit" in TEXTS[2]
    assert labels.bincount().argmax() == 1
    assert f"nothing but 0 for {(labels == 0).sum() // 128} batches" in TEXTS[6]
    assert "almost 98% of the test images" in TEXTS[12] and 0.975 < EVALUATION.accuracy < 0.98
    size = (mnist / "MNIST/raw/train-images-idx3-ubyte").stat().st_size
    assert f"Unpacked, the file of the training images has {size:,} bytes" in TEXTS[1]
