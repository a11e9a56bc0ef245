"""Whatever the environment says of proxies, the clients that read it work, or a sentence says what to do."""

import os
import sys
from collections.abc import Iterator

import httpx
import pytest
from huggingface_hub import HfApi

from mnistff.system import proxies

NAMES = [f"{scheme}_proxy" for scheme in ("http", "https", "all", "no")]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """The environment, without proxies at first; afterwards it is as it was."""
    before = dict(os.environ)
    for name in NAMES:
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    yield os.environ
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"])
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9",
        "127.0.0.1:9",
        " http://127.0.0.1:9\n",
        "https://ann:pass%20word@proxy.school.example:3128/",
        "socks://127.0.0.1:9",
        "SOCKS5://127.0.0.1:9",
        "socks5h://ann:secret@[::1]:1080",
    ],
)
def test_a_proxy_is_used_for_all_but_this_machine(
    environment: dict[str, str], name: str, address: str
) -> None:
    environment[name] = address
    proxies.settle("192.168.0.7")
    with httpx.Client(verify=False) as client:  # to load certificates takes 20 ms, and none is asked for
        for own in ("http://127.0.0.1:7860/", "http://localhost/", "http://[::1]:1/", "http://192.168.0.7/"):
            assert client._transport_for_url(httpx.URL(own)) is client._transport
        scheme = "https" if "https" in name else "http"
        proxied = client._transport_for_url(httpx.URL(f"{scheme}://huggingface.co/"))
        assert proxied is not client._transport


@pytest.mark.parametrize(
    "address",
    [
        "socks4://127.0.0.1:9",
        "ftp://127.0.0.1",
        "http://",
        "://",
        "http://[::1",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "direct://",
        "http://127.0.0.1:9\n8",
        "http://schüle.example:3128",
    ],
)
@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "all_proxy"])
def test_what_is_no_proxy_is_told_by_the_variables_name(
    environment: dict[str, str], name: str, address: str
) -> None:
    environment[name] = address
    with pytest.raises(proxies.ProxyError, match=rf"^{name} in the environment is no address of a proxy"):
        proxies.settle()


def test_a_password_is_not_told(environment: dict[str, str]) -> None:
    environment["http_proxy"] = "http://ann:secret@proxy:port"
    with pytest.raises(proxies.ProxyError) as told:
        proxies.settle()
    assert "secret" not in str(told.value)


def test_what_socks_needs_is_told(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)  # as if it were not installed
    environment["ALL_PROXY"] = "socks5://127.0.0.1:9"
    with pytest.raises(proxies.ProxyError, match=r"ALL_PROXY .* needs: pip install socksio"):
        proxies.settle()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("school.example, .local", ["school.example", ".local"]),
        ("[::1],localhost", ["::1", "localhost"]),
        ("fe80::/10,<local>,10.0.0.0/8,host:80", ["10.0.0.0/8", "host:80"]),
        ("schüle.example,2001:db8::1", ["2001:db8::1"]),
    ],
)
def test_exceptions_that_were_there_stay_if_they_can_be_read(
    environment: dict[str, str], given: str, kept: list[str]
) -> None:
    environment |= {"NO_PROXY": given, "http_proxy": "http://127.0.0.1:9"}
    proxies.settle()
    assert set(environment["no_proxy"].split(",")) == {*kept, *proxies.OWN_HOSTS}
    assert environment["NO_PROXY"] == environment["no_proxy"]
    httpx.Client(verify=False).close()
    HfApi()


@pytest.mark.parametrize("given", ["*", "localhost,*"])
def test_no_proxy_for_anything_stays_so(environment: dict[str, str], given: str) -> None:
    environment |= {"no_proxy": given, "http_proxy": "http://127.0.0.1:9"}
    proxies.settle()
    assert environment["no_proxy"] == "*"


def test_without_proxies_nothing_is_changed(environment: dict[str, str]) -> None:
    before = dict(environment)
    proxies.settle("127.0.0.1")
    assert dict(environment) == before
