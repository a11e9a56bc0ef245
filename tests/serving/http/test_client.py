"""Whom a request is counted to, whatever it says of itself."""

import random
from ipaddress import IPv6Network

import pytest

from mnistff.serving.http.client import MOST_HOPS, address_of

VISITOR, OTHER = "93.184.215.14", "8.8.8.8"
PROXY = "10.0.3.4"


def address(client: str | None, *forwarded: str) -> str:
    """Of a request that comes from `client`, with such lines of X-Forwarded-For."""
    headers = [(b"host", b"a"), *((b"x-forwarded-for", line.encode("latin-1")) for line in forwarded)]
    return address_of({"type": "http", "headers": headers, "client": client and (client, 50_000)})


@pytest.mark.parametrize(
    ("client", "forwarded", "found"),
    [
        (VISITOR, [], VISITOR),
        (PROXY, [VISITOR], VISITOR),
        (PROXY, [f" {VISITOR} "], VISITOR),
        (PROXY, [f"{VISITOR}, 192.168.0.9, 10.0.0.1"], VISITOR),
        ("127.0.0.1", [VISITOR], VISITOR),
        ("127.0.0.1", [], "127.0.0.1"),
        ("192.168.1.7", [], "192.168.1.7"),
        ("127.0.0.1", ["192.168.1.7"], "192.168.1.7"),  # a classroom, behind nginx on the same machine
        ("127.0.0.1", ["127.0.0.1, 192.168.1.7, 127.0.0.1"], "192.168.1.7"),
        ("::1", ["192.168.1.7"], "192.168.1.7"),
        (f"::ffff:{VISITOR}", [], VISITOR),
        (PROXY, [f"::ffff:{VISITOR}"], VISITOR),
        (f"::ffff:{PROXY}", [VISITOR], VISITOR),
        ("::ffff:127.0.0.1", ["192.168.1.7"], "192.168.1.7"),
    ],
)
def test_it_is_the_first_public_address_from_the_end(client: str, forwarded: list[str], found: str) -> None:
    assert address(client, *forwarded) == found


@pytest.mark.parametrize(
    "forged",
    [
        OTHER,
        "10.0.0.9",
        "127.0.0.1",
        "2a00:1450:4001::1",
        f"::ffff:{OTHER}",
        f"{OTHER}, 10.0.0.1, {OTHER}",
        "unknown",
        "",
        ",,,",
        "\x00\xff²",
        "1.2.3",
        f"{OTHER}:443",
        "x" * 60_000,
        "9" * 60_000,
        ", ".join([OTHER] * 1000),
        ", ".join(["10.0.0.1"] * 1000),
    ],
)
def test_nobody_passes_for_another(forged: str) -> None:
    """Proxies add to what a visitor wrote, in its line or in one of their own."""
    assert address(VISITOR, forged) == VISITOR
    assert address(PROXY, f"{forged}, {VISITOR}") == VISITOR
    assert address(PROXY, forged, VISITOR) == VISITOR
    assert address(PROXY, forged, f"{VISITOR},10.0.0.1", "10.0.0.2") == VISITOR


@pytest.mark.parametrize("nonsense", ["unknown", "", "1.2.3", "\xff", "_hidden", "a.b", "300.1.1.1"])
def test_what_a_proxy_does_not_know_is_its_own(nonsense: str) -> None:
    assert address(PROXY, nonsense) == PROXY
    assert address(PROXY, f"{OTHER}, {nonsense}") == PROXY
    assert address("127.0.0.1", f"{OTHER}, {nonsense}, 192.168.1.7") == "192.168.1.7"


def test_more_proxies_than_there_are_lead_nowhere() -> None:
    near = ["10.0.0.1"] * (MOST_HOPS - 2)
    assert address(PROXY, ", ".join([OTHER, *near])) == OTHER
    assert address(PROXY, ", ".join([OTHER, "10.0.0.1", *near])) == PROXY


def test_who_has_a_network_of_56_bits_is_one_visitor() -> None:
    numbers, network = random.Random(0), IPv6Network("2a00:1450:4001:800::/56")
    mine = [str(network[numbers.getrandbits(72)]) for _ in range(100)]
    assert {address(each) for each in mine} | {address(PROXY, each) for each in mine} == {str(network)}
    assert address("2a00:1450:4001:900::1") != str(network)


def test_a_proxy_may_be_in_the_networks_of_providers_and_write_ports() -> None:
    assert address("100.64.3.4", VISITOR) == VISITOR  # RFC 6598, as Kubernetes uses it
    assert address(PROXY, f"{VISITOR}:51234") == VISITOR
    assert address(PROXY, "[2a00:1450:4001:80b::7]:443") == address("2a00:1450:4001:80b::7")


def test_an_interface_makes_no_other_visitor() -> None:
    assert {address(f"fe80::1{zone}") for zone in ("", "%eth0", "%1", "%" + "x" * 900)} == {"fe80::/56"}


@pytest.mark.parametrize("client", [None, "", "testclient", "/run/app.sock"])
def test_who_comes_from_nowhere_has_one_address_too(client: str | None) -> None:
    assert address(client) == "None"
