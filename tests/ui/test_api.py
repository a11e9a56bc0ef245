"""The named endpoints, through the client that people use."""

import math

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from mnistff import artifact
from mnistff.data import data_folder, is_complete, load_mnist
from mnistff.evaluation import confusion_matrix, mistakes, select
from mnistff.model import predict
from mnistff.sketch import rasterise
from mnistff.strokes import evaluation_set

SEVEN = [[[30, 25], [70, 25], [50, 80]]]
LECTURE = artifact.load(artifact.PRETRAINED["lecture"])


@pytest.fixture(scope="module")
def client(app_url: str) -> Client:
    return Client(app_url, verbose=False)


def test_classify_says_what_the_model_says(client: Client) -> None:
    reply = client.predict(SEVEN, "lecture", api_name="/classify")
    probabilities = predict(LECTURE.model, rasterise(SEVEN)[None])[0]
    assert reply["label"] == 7
    assert reply["probabilities"] == pytest.approx(probabilities.tolist(), abs=1e-5)


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ([], "draw a digit"),
        ([[]], "draw a digit"),
        ("seven", "list of strokes"),
        ([[[1, 2, 3]]], "list of strokes"),
        ([[[1, "2"]]], "finite number"),
        ([[[0, None]]], "finite number"),
        ([[[0, True]]], "finite number"),
        ([[[10**400, 0]]], "finite number"),
        ([[[i, 0] for i in range(5_001)]], "5,001 points"),
    ],
)
def test_strokes_that_cannot_be_drawn_are_refused_with_a_sentence(
    client: Client, strokes: object, sentence: str
) -> None:
    with pytest.raises(AppError, match=sentence):
        client.predict(strokes, "lecture", api_name="/classify")
    assert client.predict(SEVEN, "lecture", api_name="/classify")["label"] == 7


@pytest.mark.parametrize("test_set", ["mnist", "strokes"])
def test_confusion_matrix_is_the_artifacts(client: Client, test_set: str) -> None:
    evaluation = LECTURE.evaluations[test_set]
    expected = confusion_matrix(evaluation.labels, evaluation.predictions).tolist()
    assert client.predict("lecture", test_set, api_name="/confusion_matrix") == expected


def test_samples_are_those_of_the_cell(client: Client) -> None:
    evaluation, images = LECTURE.evaluations["strokes"], evaluation_set().images
    expected = select(evaluation, true=7).tolist()
    first = client.predict(7, None, "lecture", "strokes", api_name="/samples")
    rest = client.predict(7, None, "lecture", "strokes", 48, api_name="/samples")
    assert len(first) == 48
    assert [sample["index"] for sample in first + rest] == expected[:96]
    for sample in first:
        assert sample["label"] == 7
        assert sample["image"] == images[sample["index"]].tolist()
        assert sample["probabilities"][sample["prediction"]] == max(sample["probabilities"])


def test_random_mistake_is_one_of_those_asked_for(client: Client) -> None:
    def ask(seed: int) -> dict:
        return client.predict("lecture", "strokes", 7, None, seed, api_name="/random_mistake")

    evaluation = LECTURE.evaluations["strokes"]
    wrong = mistakes(evaluation, true=7).tolist()
    drawn = [ask(seed) for seed in range(5)]
    assert {mistake["index"] for mistake in drawn} <= set(wrong)
    assert len({mistake["index"] for mistake in drawn}) > 1
    assert ask(3) == drawn[3]
    assert all(mistake["label"] == 7 != mistake["prediction"] for mistake in drawn)
    assert math.isclose(sum(drawn[0]["probabilities"]), 1, abs_tol=1e-5)


@pytest.mark.skipif(
    not is_complete(data_folder()), reason="Needs MNIST: set MNISTFF_DATA to a folder that has it."
)
def test_a_mistake_on_mnist_comes_with_its_image(client: Client) -> None:
    mistake = client.predict(api_name="/random_mistake")
    assert mistake["label"] != mistake["prediction"]
    assert mistake["image"] == load_mnist("test").images[mistake["index"]].tolist()


@pytest.mark.parametrize(
    ("api_name", "arguments", "sentence"),
    [
        ("/classify", [SEVEN, "resnet"], "no model 'resnet'"),
        ("/confusion_matrix", ["lecture", "imagenet"], "no test set 'imagenet'"),
        ("/confusion_matrix", ["../lecture", "mnist"], "no model"),
        ("/samples", [10, None], "true label must be a whole number from 0 to 9"),
        ("/samples", [None, "nine"], "predicted label must be"),
        ("/samples", [1, 1, "lecture", "strokes", -1], "start must be"),
        ("/random_mistake", ["lecture", "strokes", 4, 4], "no such mistake"),
    ],
)
def test_what_is_not_to_be_had_is_refused_with_a_sentence(
    client: Client, api_name: str, arguments: list, sentence: str
) -> None:
    with pytest.raises(AppError, match=sentence):
        client.predict(*arguments, api_name=api_name)
