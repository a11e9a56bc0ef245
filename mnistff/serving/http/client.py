"""Whose request it is: the address that visitors are counted by."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

MOST_HOPS = 8
"""Proxies that a request is believed to have come through."""
WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|([\d.]+):\d+")


def address_of(scope: Scope) -> str:
    """Where a request comes from, as the proxies say who are nearer than it, or as the network says.

    Each proxy adds to the end of X-Forwarded-For who spoke to it. What lies before the first public
    address, counted from the end, may be made up by the visitor. Proxies of one's own, as a Space's,
    have private addresses. Where all are private, as in a classroom, the last counts that is not this
    machine itself; there, and only there, somebody who is no proxy may make it up. IPv6 is by networks of
    56 bits: one visitor may have all of such a one.
    """
    chain = [*forwarded_for(scope), (scope.get("client") or ("",))[0]]
    hops = []
    for each in reversed(chain[-MOST_HOPS:]):
        hop = parse(each)
        if hop is None:
            break  # nobody knows who wrote what is before it
        hops.append(hop)
        if hop.is_global:
            break
    public = [hop for hop in hops if hop.is_global]
    others = [hop for hop in hops if not hop.is_loopback]
    return name_of(next(iter(public + others + hops), None))


def forwarded_for(scope: Scope) -> list[str]:
    values = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return b",".join(values).decode("latin-1").split(",")[-MOST_HOPS:] if values else []


def parse(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if with_port := WITH_PORT.fullmatch(text):
        text = with_port[1] or with_port[2]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def name_of(address: IPv4Address | IPv6Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 56), strict=False))
    return str(address)
