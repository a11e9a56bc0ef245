"""What the environment says to the libraries: a sentence where it is wrong, and nothing where it is right."""

import ssl
from pathlib import Path

import pytest

from mnistff.system import environment
from mnistff.system.errors import KnownError


@pytest.mark.parametrize("name", environment.WHOLE_NUMBERS)
@pytest.mark.parametrize("value", ["abc", "0", "-1", "1.5", "1e3", "½"])
def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(KnownError, match=f"^{name} in the environment must be a whole number from 1"):
        environment.check()


@pytest.mark.parametrize("value", ["", "1", " 30 "])
def test_a_number_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    for name in environment.WHOLE_NUMBERS:
        monkeypatch.setenv(name, value)
    environment.check()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), ("no certificate", "it holds none"), ("", "it holds none")],
)
def test_certificates_that_cannot_be_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / "company.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "company.pem"))
    with pytest.raises(KnownError, match=f"SSL_CERT_FILE in the environment can't be read: {reason}"):
        environment.check()


def test_certificates_that_can_be_read_are_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    if not (certificates := ssl.get_default_verify_paths().cafile):
        pytest.skip("This machine has no file of certificates.")
    monkeypatch.setenv("SSL_CERT_FILE", certificates)
    environment.check()
