"""What is said of an exception at a boundary."""

import pytest

from mnistff.data import DataError
from mnistff.system.errors import told


def test_what_was_thought_of_says_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(DataError("Put it there.")) == "Put it there."
    assert capsys.readouterr().err == ""


def test_the_rest_is_a_sentence_and_its_traceback_goes_to_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise LookupError("hf_secret")
    except LookupError as error:
        sentence = told(error)
    assert "(LookupError)" in sentence
    assert "hf_secret" not in sentence
    assert "Traceback" in capsys.readouterr().err


def test_what_the_system_says_is_said() -> None:
    assert "OSError: No space left on device" in told(OSError(28, "No space left on device", "/home/ann/x"))
    assert "/home" not in told(OSError(28, "No space left on device", "/home/ann/x"))
