"""The named endpoints, through the client that people use."""

import math

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from mnistff import artifact
from mnistff.data import data_folder, is_complete
from mnistff.evaluation import confusion_matrix
from mnistff.model import predict
from mnistff.sketch import rasterise

SEVEN = [[[30, 25], [70, 25], [50, 80]]]


@pytest.fixture(scope="module")
def client(app_url: str) -> Client:
    return Client(app_url, verbose=False)


def test_classify_says_what_the_model_says(client: Client) -> None:
    reply = client.predict(SEVEN, "lecture", api_name="/classify")
    model = artifact.load(artifact.PRETRAINED["lecture"]).model
    probabilities = predict(model, rasterise(SEVEN)[None])[0]
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
        ([[[i, 0] for i in range(10_001)]], "10,001 points"),
    ],
)
def test_strokes_that_cannot_be_drawn_are_refused_with_a_sentence(
    client: Client, strokes: object, sentence: str
) -> None:
    with pytest.raises(AppError, match=sentence):
        client.predict(strokes, "lecture", api_name="/classify")
    assert client.predict(SEVEN, "lecture", api_name="/classify")["label"] == 7


def test_confusion_matrix_is_the_artifacts(client: Client) -> None:
    evaluation = artifact.load(artifact.PRETRAINED["lecture"]).evaluations["mnist"]
    expected = confusion_matrix(evaluation.labels, evaluation.predictions).tolist()
    assert client.predict("lecture", api_name="/confusion_matrix") == expected


@pytest.mark.skipif(
    not is_complete(data_folder()), reason="Needs MNIST: set MNISTFF_DATA to a folder that has it."
)
def test_random_mistake_is_one(client: Client) -> None:
    mistake = client.predict("lecture", api_name="/random_mistake")
    assert mistake["label"] != mistake["prediction"]
    assert mistake["probabilities"][mistake["prediction"]] == max(mistake["probabilities"])
    assert math.isclose(sum(mistake["probabilities"]), 1, abs_tol=1e-5)
    assert len(mistake["image"]) == 28
    assert max(map(max, mistake["image"])) > 200


def test_an_unknown_model_is_refused_with_a_sentence(client: Client) -> None:
    with pytest.raises(AppError, match="no model 'resnet'"):
        client.predict(SEVEN, "resnet", api_name="/classify")
