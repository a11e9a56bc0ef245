"""What is said when the Hub refuses, or is not reached; with the real client, against the loopback Hub."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.responses import Response
from huggingface_hub import close_session
from hypothesis import given, settings
from hypothesis import strategies as st

from mnistff import hub
from mnistff.hub import Source
from mnistff.hub_client.errors import HubError, sentence, when
from support.forked import THE_HUBS_CLIENT, run_forked
from support.loopback_hub import LoopbackHub, error

pytestmark = pytest.mark.usefixtures("jobs_here")


def answers(response: Response, path: str) -> Callable[[Request], Response | None]:
    """A fault: this answer to all GETs of a kind."""
    return lambda request: response if request.method == "GET" and path in request.url.path else None


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (error(400), "can't make sense of what was sent"),
        (error(401, "RepoNotFound"), "There is no .*private.*hf auth login"),
        (error(401, message="Invalid credentials in Authorization header"), "401.*hf auth login"),
        (error(402), "asks for payment.*settings/billing"),
        (error(403, message="No"), "403.*settings/tokens"),
        (error(403, message="Access to this resource is disabled."), "is disabled. Its page says why"),
        (error(403, "GatedRepo"), "gated. Ask for access"),
        (error(404, "RepoNotFound"), "There is no .*Check the name"),
        (error(404, "RevisionNotFound"), "no such branch, tag or commit"),
        (error(408), "too slow.*Try again later"),
        (error(413), "too large"),
        (error(429), "too many requests.*Try again later"),
        (error(429, **{"Retry-After": "70"}), "too many requests.*in 70 seconds"),
        (error(429, **{"RateLimit": '"api";r=0;t=55'}), "too many requests.*in 55 seconds"),
        (error(451), "legal reasons"),
        (error(500), "error 500.*Try again later"),
        (error(503, **{"Retry-After": "300"}), "error 503.*in 5 minutes"),
        (Response("<html>Log in to the café's network</html>"), "can't be reached"),
        (Response("[]"), "can't be reached"),
    ],
    ids=lambda each: str(each.status_code) if isinstance(each, Response) else "",
)
def test_a_refusal_becomes_a_sentence_and_the_last_good_copy_stays(
    the_hub: LoopbackHub, source: Source, response: Response, sentence: str
) -> None:
    the_hub.fault = answers(response, "/revision/")
    with pytest.raises(HubError, match=sentence):
        hub.pull(source)
    assert hub.last_good(source)
    the_hub.fault = lambda request: None
    assert hub.pull(source).folder == hub.last_good(source).folder


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "later"),
        ({"RateLimit": '"api";r=0;t=55'}, "in 55 seconds"),
        ({"RateLimit": '"api"; t=55; r=0'}, "in 55 seconds"),
        ({"RateLimit": '"minute";r=7;t=12, "day";r=0;t=4000'}, "in 67 minutes"),
        ({"RateLimit": '"api";r=3;t=55', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, "later"),
        ({"RateLimit": "nonsense"}, "later"),
        ({"Retry-After": "70"}, "in 70 seconds"),
        ({"Retry-After": "0"}, "later"),
        ({"Retry-After": "soon"}, "later"),
        ({"Retry-After": "9" * 400}, "later"),
        ({"Retry-After": "²"}, "later"),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, "later"),
        ({"RateLimit": f'"api";r=0;t={"9" * 5000}'}, "later"),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, "later"),
    ],
)
def test_when_to_try_again_is_read_from_the_headers(headers: dict[str, str], words: str) -> None:
    assert when(headers) == words


@settings(deadline=None)
@given(st.text(max_size=40) | st.text("0123456789 ,;:+-=rtMonFebGMT", max_size=40))
def test_no_header_is_too_odd_to_be_read(value: str) -> None:
    told = when({"Retry-After": value, "RateLimit": value})
    assert told == "later" or told.startswith("in ")


@pytest.mark.parametrize(
    "said",
    ["os error 2)", f"os error {'9' * 5_000})", "os error 99999999999)", "<b>\x1b[31m\ud800" * 100_000],
)
@pytest.mark.parametrize("kind", [RuntimeError, OSError, ValueError])
def test_of_what_an_error_says_itself_nothing_is_repeated(kind: type[Exception], said: str) -> None:
    told = sentence("ann/digits", kind(said))
    assert told.isprintable() and len(told) < 300
    assert "<b>" not in told and "999" not in told


def test_what_is_told_of_the_hub_is_one_short_line() -> None:
    told = str(HubError("<b>\n\x1b[31m\u202e\ud800" + "x" * 30_000_000))
    assert told.isprintable() and len(told) == 2_000


def test_when_to_try_again_may_be_a_date() -> None:
    date = datetime.now(timezone.utc) + timedelta(minutes=29.5)
    assert when({"Retry-After": format_datetime(date, usegmt=True)}) == "in 30 minutes"


@pytest.fixture
def no_session() -> Iterator[None]:
    """A client that has no connection yet: it reads the proxy variables when it makes one."""
    close_session()
    yield
    close_session()


@pytest.fixture
def busy_proxy() -> Iterator[str]:
    """The address of a proxy that answers everything with 503."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("http_proxy", "http://user:secret@127.0.0.1:9"),
        ("HTTP_PROXY", "127.0.0.1:9"),
        ("http_proxy", "http://["),
        ("http_proxy", "http://127.0.0.1:port"),
        ("http_proxy", "http://127.0.0.1:99999"),
        ("http_proxy", "ftp://127.0.0.1:9"),
        ("https_proxy", "socks4://127.0.0.1:9"),
        ("all_proxy", "http://a..b:9"),
        ("ALL_PROXY", "socks5://127.0.0.1:9"),
    ],
)
def test_a_bad_proxy_is_told_by_the_variable_that_names_it(
    the_hub: LoopbackHub,
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    no_session: None,
    variable: str,
    value: str,
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    monkeypatch.setenv(variable, value)
    for ask in (lambda: hub.pull(source), lambda: hub.check_push("ann/digits")):
        with pytest.raises(HubError, match=rf"Hub can't be reached for ann/digits.*{variable}") as caught:
            ask()
        assert "nset it" in str(caught.value)
        assert "127.0.0.1" not in str(caught.value)
    assert hub.last_good(source)


def test_a_proxy_with_socks_says_what_to_install(
    source: Source, monkeypatch: pytest.MonkeyPatch, no_session: None
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)  # as if it were not installed
    monkeypatch.setenv("ALL_PROXY", "socks5h://127.0.0.1:9")
    with pytest.raises(HubError, match=r"ALL_PROXY .*pip install socksio"):
        hub.pull(source)


def test_a_busy_proxy_is_told_by_its_variable(
    source: Source, monkeypatch: pytest.MonkeyPatch, no_session: None, busy_proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", busy_proxy)
    with pytest.raises(HubError, match=r"error 503.*Is the proxy right that http_proxy names"):
        hub.pull(source)


def test_a_push_through_a_bad_proxy_is_told_too(
    the_hub: LoopbackHub, trained: Path, monkeypatch: pytest.MonkeyPatch, no_session: None
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(HubError, match=r"can't be reached for ann/proxied.*http_proxy"):
        hub.push(trained, "ann/proxied")


def told_of(source: Source, **environment: str) -> str:
    """What a pull says in a program of its own, and the last good copy."""
    code = (
        "import sys; from mnistff import hub; source = hub.parse(sys.argv[1])\n"
        "try: hub.pull(source)\n"
        "except hub.HubError as error: print(error)\n"
        "print(hub.last_good(source))"
    )
    return run_forked("-c", code, source, anew=THE_HUBS_CLIENT, **environment)


def test_a_hub_that_is_not_there(source: Source) -> None:
    printed = told_of(source, HF_ENDPOINT="http://127.0.0.1:1")
    assert "can't be reached" in printed
    assert f"Weights from the Hub: {source}" in printed


def test_being_offline_is_told_as_what_it_is(source: Source) -> None:
    printed = told_of(source, HF_HUB_OFFLINE="1")
    assert printed.startswith(f"HF_HUB_OFFLINE is set: the Hub is not asked for {source}. Unset it")
    assert "network" not in printed
    assert f"Weights from the Hub: {source}" in printed
