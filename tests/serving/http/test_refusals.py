"""How a request is refused: in a sentence to whoever asked, and in a line to whoever reads the log."""

import json

import pytest

from mnistff.serving.http.refusals import RefusedError, example
from support.loops import in_a_loop


def send(refusal: RefusedError, path: str = "/", method: str = "GET") -> tuple[dict, bytes]:
    """The head and the body of the answer."""
    sent = []

    async def keep(message: dict) -> None:
        sent.append(message)

    in_a_loop(refusal.send({"type": "http", "method": method, "path": path}, None, keep))
    head, body = sent
    return head, body["body"]


def test_the_answer_says_why_and_ends_the_connection() -> None:
    head, body = send(RefusedError(413, "A request of this kind has 16 kB at most."))
    assert head["status"] == 413
    said = dict(head["headers"])
    assert said[b"connection"] == b"close"
    assert said[b"content-type"] == b"application/json"
    assert said[b"content-length"] == b"%d" % len(body)
    sentence = "A request of this kind has 16 kB at most."
    assert json.loads(body) == {"error": sentence, "detail": sentence}


def test_the_message_is_the_sentence() -> None:
    refusal = RefusedError(404, "There is nothing at this address.")
    assert str(refusal) == refusal.reason == "There is nothing at this address."


def test_the_log_says_what_was_refused_and_the_first_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    send(RefusedError(404, "There is nothing at this address."), "/monitoring", "POST")
    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith(" Refused (404): There is nothing at this address. (POST /monitoring)")


def test_a_flood_of_refusals_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1000):
        send(RefusedError(404, "There is nothing at this address."), f"/{number}")
    send(RefusedError(400, "The request must be a JSON object."))
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    "path", ["/\x1b[31mred", "/a\n2026-01-01 00:00:00 forged", "/\u202egnp", "/\ud800", "/" + "x" * 60_000]
)
def test_nobody_writes_into_the_log_what_he_likes(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    send(RefusedError(404, "There is nothing at this address."), path, "X" * 500)
    send(RefusedError(404, "There is nothing there."), path)
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 2
    assert all(line.isprintable() and len(line) < 250 for line in told.splitlines())


def test_an_example_is_short_and_plain() -> None:
    assert example({"method": "GET", "path": "/config"}) == "GET /config"
    assert len(example({"method": "GET", "path": "/" + "x" * 900})) == 80
