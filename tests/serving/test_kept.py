"""Pages and scripts that are made once."""

import brotli
import httpx
import pytest

PATHS = ("/", "/config", "/gradio_api/info", "/theme.css")


@pytest.mark.parametrize("path", PATHS)
def test_packed_or_not_it_is_the_same(app_url: str, path: str) -> None:
    plain, packed = (
        httpx.get(f"{app_url}{path}", headers={"accept-encoding": coding}, trust_env=False)
        for coding in ("identity", "br")
    )
    assert packed.headers["content-encoding"] == "br"
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert len(brotli.compress(plain.content, quality=5)) == int(packed.headers["content-length"])


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_made_once(app_url: str, path: str) -> None:
    first = httpx.get(f"{app_url}{path}", trust_env=False)
    again = httpx.get(f"{app_url}{path}?a=b&deep_link=c&page=d", trust_env=False)
    assert first.content == again.content
    assert again.elapsed.total_seconds() < 1


def test_of_a_head_there_is_no_body(app_url: str) -> None:
    whole = httpx.get(f"{app_url}/", trust_env=False)
    head = httpx.head(f"{app_url}/", trust_env=False)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_what_is_not_there_is_not_kept(app_url: str) -> None:
    for _ in range(2):
        assert httpx.get(f"{app_url}/assets/nothing.js", trust_env=False).status_code == 404
