"""Where the app may be served."""

import argparse
import socket

import pytest

from mnistff.system import addresses


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ""),
        ("/", ""),
        ("app", "/app"),
        ("/app", "/app"),
        ("app/", "/app"),
        (" /app/ ", "/app"),
        ("/courses/digits", "/courses/digits"),
        ("/~ann/a.b-c_d", "/~ann/a.b-c_d"),
        ("https://school.example", "https://school.example"),
        ("https://school.example/", "https://school.example"),
        ("https://school.example/app/", "https://school.example/app"),
        ("HTTP://127.0.0.1:8080/a/b", "HTTP://127.0.0.1:8080/a/b"),
        ("https://[::1]:8080/app", "https://[::1]:8080/app"),
    ],
)
def test_a_root_path_is_as_gradio_wants_it(text: str, path: str) -> None:
    assert addresses.root_path(text) == path


@pytest.mark.parametrize(
    "text",
    [
        "ftp://school.example/app",
        "//school.example/app",
        "https:///app",
        "https://school.example:port/app",
        "https://[::1/app",
        "https://school.example?a=b",
        "/app?a=b",
        "/app#part",
        "/a b",
        "/a//b",
        "/../app",
        "/a/./b",
        '/"><script>',
        "C:\\app",
    ],
)
def test_another_root_path_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"neither a path|no path"):
        addresses.root_path(text)


@pytest.mark.parametrize("text", ["1", "7860", "65535"])
def test_a_port_is_a_number(text: str) -> None:
    assert addresses.port(text) == int(text)


@pytest.mark.parametrize("text", ["-1", "65536", "many", "80.5", ""])
def test_another_port_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no port"):
        addresses.port(text)


@pytest.mark.parametrize(
    ("host", "in_addresses"), [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("0.0.0.0", "0.0.0.0")]
)
def test_a_host_of_this_machine_is_served_at(host: str, in_addresses: str) -> None:
    assert addresses.check(host, None) == in_addresses


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="This machine has no IPv6.")
@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_one_of_ipv6_stands_in_brackets(host: str) -> None:
    assert addresses.check(host, None) == "[::1]"


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "256.1.1.1", "a..b", "x" * 70])
def test_a_host_of_another_machine_is_told(host: str) -> None:
    with pytest.raises(addresses.AddressError, match=f"^Can't serve at {host}: .*--host"):
        addresses.check(host, None)


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(addresses.AddressError, match=f"port {taken}: Address already in use"):
            addresses.check("127.0.0.1", taken)
