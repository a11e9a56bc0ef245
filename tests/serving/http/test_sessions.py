"""What Gradio keeps for a page; from whose pages one is signed in, and whom Hugging Face signs not in."""

from typing import Any

import gradio as gr
import httpx
import pytest
from gradio.routes import App
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mnistff.serving.http.sessions import NOT_SIGNED_IN, SignIn, is_from_elsewhere, keep_little
from support.loops import in_a_loop

ADDRESS = "https://ann-mnistff.hf.space"


def test_a_page_has_what_changed_in_it_and_no_copy_of_how_it_was_built() -> None:
    with gr.Blocks(analytics_enabled=False) as blocks:
        text = gr.Textbox("as it was built")
    app = App.create_app(blocks)
    assert app.state_holder["before"].config_values
    keep_little(app)
    changed, other = app.state_holder["page"], app.state_holder["other"]
    assert not changed.config_values
    changed[text._id] = gr.Textbox("changed")
    assert app.state_holder["page"][text._id].value == "changed"
    assert other[text._id].value == "as it was built"


@pytest.mark.parametrize(
    ("headers", "is_elsewhere"),
    [
        ({}, False),  # no browser
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site", "origin": ADDRESS}, True),
        ({"sec-fetch-site": "none"}, True),  # nobody types a POST
        ({"origin": ADDRESS}, False),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "https://evil.example", "x-forwarded-host": "ann-mnistff.hf.space"}, True),
        ({"origin": "https://digits.example", "x-forwarded-host": "digits.example"}, False),
        ({"origin": "null"}, True),
        ({"origin": "https://ann-mnistff.hf.space.evil.example"}, True),
        ({"origin": "http://[::"}, True),
    ],
)
def test_browsers_say_whose_page_sends_something(headers: dict[str, str], is_elsewhere: bool) -> None:
    assert is_from_elsewhere(Headers({"host": "ann-mnistff.hf.space", **headers})) == is_elsewhere


async def whose(request: Request) -> JSONResponse:
    return JSONResponse(request.session)


async def sign(request: Request) -> JSONResponse:
    request.session["name"] = "ann"
    return JSONResponse({})


async def fails(request: Request) -> Response:
    raise LookupError("hf_secret")


APP = Starlette(
    routes=[
        Route("/whose", whose, methods=["GET", "POST"]),
        Route("/sign", sign),
        Route("/login/callback", fails),
        Route("/logout", fails),
        Route("/else", fails),
    ],
    middleware=[Middleware(SessionMiddleware, secret_key="x", https_only=True), Middleware(SignIn)],
)


def asked(*requests: tuple[str, str, dict[str, str]]) -> list[httpx.Response]:
    """One browser's requests, one after the other."""

    async def script() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=APP)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return [await client.request(method, path, headers=sent) for method, path, sent in requests]

    return in_a_loop(script())


def test_another_sites_page_acts_for_nobody() -> None:
    elsewhere: dict[str, Any] = {"sec-fetch-site": "cross-site"}
    answers = asked(
        ("GET", "/sign", {}),
        ("POST", "/whose", {"sec-fetch-site": "same-origin"}),
        ("POST", "/whose", elsewhere),
        ("GET", "/whose", elsewhere),  # as the way back from Hugging Face is
        ("POST", "/whose", {}),
    )
    assert [each.json().get("name") for each in answers] == [None, "ann", None, "ann", "ann"]


def test_who_was_not_signed_in_is_led_back(capsys: pytest.CaptureFixture[str]) -> None:
    back, out = "/login/callback?code=hf_secret", "/logout?_target_url=http://["
    for answer in asked(("GET", back, {}), ("GET", out, {})):
        assert answer.status_code == 307
        assert answer.headers["location"] == NOT_SIGNED_IN
    logged = capsys.readouterr().err
    assert "Hugging Face signed somebody not in (LookupError)." in logged
    assert "hf_secret" not in logged
    with pytest.raises(LookupError):  # what fails elsewhere is not its business
        asked(("GET", "/else", {}))
