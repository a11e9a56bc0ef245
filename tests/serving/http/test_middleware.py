"""What one visitor's request says of the app's address is never shown to another."""

import httpx
import pytest

from support.questions import DIRECT

PAGES = [
    "/",
    "/config",
    "/gradio_api/info",
    "/gradio_api/info/",
    "/gradio_api/info?page=other",
    "/gradio_api/info?all_endpoints=true",
    "/gradio_api/info?all_endpoints=true&page=&page=other",
    "/manifest.json",
]
SAYING_ADDRESS = PAGES[:7]


def ask(url: str, path: str, **headers: str) -> str:
    """What the app answers to a request with headers: `x_forwarded_host` is X-Forwarded-Host."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{url}{path}", headers=headers, **DIRECT).raise_for_status().text


@pytest.mark.parametrize("header", ["x_forwarded_host", "host", "x_gradio_server"])
def test_a_claimed_address_is_for_who_claims_it(app_url: str, header: str) -> None:
    for path in PAGES:
        for name in ("one.visitor", "another.visitor"):
            claim = f"http://{name}" if header == "x_gradio_server" else name
            answer = ask(app_url, path, **{header: claim, "x_forwarded_proto": "https"})
            assert (f"https://{name}" in answer) == (path in SAYING_ADDRESS)
    for path in PAGES:
        answer = ask(app_url, path)
        assert ".visitor" not in answer
        assert (app_url in answer) == (path in SAYING_ADDRESS)


def test_the_endpoints_are_described_as_gradio_does(app_url: str) -> None:
    described = httpx.get(f"{app_url}/gradio_api/info", **DIRECT).json()["named_endpoints"]
    everything = httpx.get(f"{app_url}/gradio_api/info?all_endpoints=true", **DIRECT).json()
    assert "/classify" in described
    assert described.keys() <= everything["named_endpoints"].keys()  # the page's own events have no names
    assert app_url in described["/classify"]["code_snippets"]["python"]
