"""Who may push a run to whose account: by Gradio's own routes, before a Hub and a sign-in on loopback."""

from support.loopback_hub import HOME, LoopbackHub, error  # isort: skip  # before what imports huggingface_hub

import re
import time
from collections.abc import Iterator, Mapping
from threading import Event
from urllib.parse import urlsplit

import gradio as gr
import httpx
import pytest

from mnistff import artifact, hub
from mnistff.serving.http.sessions import NOT_SIGNED_IN
from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError
from mnistff.serving.trainings.visitors import Visitors
from mnistff.ui import build_app
from mnistff.ui.train.push import NAMED, can_sign_in, repository
from support.apart import PATIENCE
from support.loopback_oauth import LoopbackSignIn
from support.questions import DIRECT
from support.served import serving
from support.training_client import QUICK, TrainingClient

PAGE = "who-pushes"
ANEW = "/login/huggingface?_nb_redirects=1"
"""Where Gradio leads who comes back without the cookie."""
DONE = "Run 1 is on the Hub."
NO_RUN = "There is no such run any more. Train again."
SIGNED_OUT = "You are not signed in any more. Sign in again; your runs stay here."


@pytest.fixture(scope="module")
def space(sign_in: LoopbackSignIn) -> Iterator[str]:
    """The app where visitors can sign in. Whoever runs it has a token too, which is for none of them."""
    with serving(HF_TOKEN="hf_write", **sign_in.environment) as url:
        yield url


@pytest.fixture
def ann(sign_in: LoopbackSignIn) -> Iterator[LoopbackSignIn]:
    """Who signs in, as it should be."""
    yield sign_in
    sign_in.error, sign_in.seconds = "", 8 * 3600


def cookie_of(response: httpx.Response) -> dict[str, str]:
    """What a browser would send back: httpx would not, as the cookie is for https."""
    return {"Cookie": response.headers["set-cookie"].split(";")[0]}


def callback(space: str) -> tuple[str, dict[str, str]]:
    """Go to Hugging Face; the address to which that leads back, and the cookie until then."""
    away = httpx.get(f"{space}/login/huggingface", params={"_target_url": "/?tab=train"}, **DIRECT)
    back = httpx.get(away.headers["location"], **DIRECT)
    return back.headers["location"], cookie_of(away)


def signed_in(space: str) -> dict[str, str]:
    """Sign in as a browser does; the header with the cookie."""
    address, cookie = callback(space)
    home = httpx.get(address, headers=cookie, **DIRECT)
    assert home.headers["location"] == "/?tab=train"
    assert {"secure", "httponly", "samesite=none"} <= set(
        home.headers["set-cookie"].replace(" ", "").split(";")
    )
    return cookie_of(home)


@pytest.fixture(scope="module")
def key(space: str) -> str:
    """Of the run that the page has trained on which all these visitors are, one after the other."""
    return trained(space, PAGE)


def trained(space: str, page: str) -> str:
    """The key of a run that a page has trained."""
    visitor = TrainingClient(space, page)
    visitor.start(QUICK)
    *_, last = visitor.messages()
    (key,) = re.findall(r"own-[\w-]+", str(last))
    return key


def push(space: str, headers: Mapping[str, str], key: object, name: str, **more: bool) -> list[str]:
    """All that the page says of a push; each sentence once."""
    return list(dict.fromkeys(TrainingClient(space, PAGE, headers).push(key, name, **more)))


def test_a_run_goes_to_the_visitors_own_account_and_the_token_nowhere(
    the_hub: LoopbackHub, ann: LoopbackSignIn, space: str, key: str, capfd: pytest.CaptureFixture[str]
) -> None:
    cookie, used = signed_in(space), []
    the_hub.fault = lambda request: used.append(request.headers.get("authorization"))
    *under_way, last = push(space, cookie, key, "mnistff-first")
    assert {*used} - {None} == {f"Bearer {ann.tokens[-1]}", "Bearer xet_token"}
    assert under_way == ["Sending run 1 to ann/mnistff-first…"]
    assert last == DONE
    repository = the_hub.repositories["ann/mnistff-first"]
    assert not repository.private
    pulled = hub.pull(hub.Source("ann/mnistff-first"))
    assert pulled.model.hidden == 128
    card = (the_hub.blobs / repository.commit("main").files["README.md"]).read_text()
    assert 'from_pretrained("ann/mnistff-first"' in card
    assert push(space, cookie, key, "mnistff-second", private=True)[-1] == DONE
    assert the_hub.repositories["ann/mnistff-second"].private
    printed = "".join(capfd.readouterr())
    for token in ann.tokens:
        assert token not in printed
        assert not [
            path for path in HOME.rglob("*") if path.is_file() and token.encode() in path.read_bytes()
        ]


def test_who_is_not_signed_in_pushes_nothing(the_hub: LoopbackHub, space: str, key: str) -> None:
    """Neither with the token of whoever runs the app, nor from the page of another site."""
    cookie = signed_in(space)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}
    for headers in ({}, *(cookie | each for each in elsewhere)):
        assert push(space, headers, key, "mnistff-never") == [SIGNED_OUT]
    assert "ann/mnistff-never" not in the_hub.repositories


def test_a_sign_in_that_is_over_or_withdrawn_is_told(
    the_hub: LoopbackHub, ann: LoopbackSignIn, space: str, key: str
) -> None:
    ann.seconds = -60
    assert push(space, signed_in(space), key, "mnistff-late") == [SIGNED_OUT]
    ann.seconds = 3600
    cookie = signed_in(space)
    the_hub.oauth_tokens.clear()
    assert "takes your sign-in no longer (401)" in push(space, cookie, key, "mnistff-late")[-1]
    assert "ann/mnistff-late" not in the_hub.repositories


def test_who_signs_out_is_signed_out(space: str) -> None:
    cookie = signed_in(space)
    away = httpx.get(f"{space}/logout", params={"_target_url": "/?tab=train"}, headers=cookie, **DIRECT)
    assert away.headers["location"] == "/?tab=train"
    assert cookie_of(away) != cookie


def test_what_was_pushed_is_not_pushed_over(the_hub: LoopbackHub, space: str, key: str) -> None:
    cookie = signed_in(space)
    assert push(space, cookie, key, "mnistff-once")[-1] == DONE
    taken = "There is ann/mnistff-once on the Hub already. Choose another name."
    assert push(space, cookie, key, "mnistff-once")[-1] == taken


def test_what_breaks_off_half_way_can_be_done_again(the_hub: LoopbackHub, space: str, key: str) -> None:
    """As where an account is full: the repository is there by then, and must not seem taken."""
    cookie = signed_in(space)
    the_hub.fault = lambda request: error(403) if "/commit/" in request.url.path else None
    assert "room may be used up" in push(space, cookie, key, "mnistff-half", private=True)[-1]
    assert "ann/mnistff-half" in the_hub.repositories
    the_hub.fault = lambda request: None
    assert push(space, cookie, key, "mnistff-half", private=True)[-1] == DONE


@pytest.mark.parametrize(
    "name", ["", "a b", "-a", "a..b", "a/b", "a@b", "x" * 97, "../x", "<b>", None, 7.5, {}]
)
def test_a_name_that_is_none_is_told(name: object) -> None:
    with pytest.raises(RequestError, match="name has letters"):
        repository("ann", name)


def test_the_name_is_told_where_it_was_written(space: str, key: str, the_hub: LoopbackHub) -> None:
    (sentence,) = push(space, signed_in(space), key, "ann/digits")
    assert sentence.startswith("A repository's name has")


def test_one_sends_one_run_at_a_time(the_hub: LoopbackHub, space: str, key: str) -> None:
    """Also when he has left the page: it goes on, and is not begun again and again."""
    cookie, own, is_slow = signed_in(space), trained(space, "two-at-once"), Event()
    the_hub.fault = lambda request: error(500) if is_slow.wait(PATIENCE) else None
    page = TrainingClient(space, "two-at-once", cookie)
    for name in ("mnistff-at-once", "mnistff-at-once-2"):
        page.send(page.push_event(), {"key": own, "name": name})
    assert "A run of yours is being sent already. Wait until it is there." in page.texts()
    is_slow.set()
    the_hub.fault = lambda request: None
    end = time.monotonic() + PATIENCE
    while push(space, cookie, key, "mnistff-after")[-1] != DONE:
        assert time.monotonic() < end


def test_runs_of_others_are_not_pushed(space: str, key: str) -> None:
    cookie = signed_in(space)
    assert TrainingClient(space, "another-page", cookie).push(key, "mnistff-others")[-1] == NO_RUN
    for other in ("lecture", None, {}):
        assert push(space, cookie, other, "mnistff-others") == [NO_RUN]


@pytest.mark.parametrize(
    ("query", "end"),
    [
        ("error=access_denied&state=x", NOT_SIGNED_IN),
        ("code=none&state=x", ANEW),
        ("code=none", ANEW),
        ("", ANEW),
    ],
)
def test_who_is_not_signed_in_after_all_comes_back_to_the_page(space: str, query: str, end: str) -> None:
    response = httpx.get(f"{space}/login/callback?{query}", **DIRECT)
    assert response.headers["location"] == end


def test_who_says_no_is_told_in_the_page(ann: LoopbackSignIn, space: str) -> None:
    ann.error = "access_denied"
    address, cookie = callback(space)
    assert urlsplit(address).path == "/login/callback"
    response = httpx.get(address, headers=cookie, **DIRECT)
    assert response.headers["location"] == NOT_SIGNED_IN


def test_elsewhere_there_is_no_sign_in_and_the_app_starts_without_a_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SYSTEM", "SPACE_ID", *NAMED):
        monkeypatch.delenv(name, raising=False)
    assert not can_sign_in()
    pages = build_app(Visitors(Models(artifact.load_all(artifact.PRETRAINED.values()))))
    assert not pages.expects_oauth
    assert not any(isinstance(block, gr.LoginButton) for block in pages.blocks.values())
    monkeypatch.setenv("SYSTEM", "spaces")
    monkeypatch.setenv("SPACE_ID", "ann/mnistff")
    for name in NAMED:
        assert not can_sign_in()
        monkeypatch.setenv(name, "x")
    assert can_sign_in()
