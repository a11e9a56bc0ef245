"""What the environment says of proxies, put so that the HTTP clients of Gradio and the Hub can use it.

They read the environment themselves, and at a word that they don't know they stop with a traceback, even
where a program calls but itself, as the app does when it starts.
"""

import os
import re
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies

from mnistff.system.errors import KnownError

OWN_HOSTS = ("localhost", "127.0.0.1", "::1")


class ProxyError(KnownError):
    """A proxy in the environment can't be used; the message says which, and what to do."""


def settle(*hosts: str) -> None:
    """Change the environment, for this process and its children: this machine is asked without a proxy.

    Args:
        hosts: where the app serves, if that is elsewhere.

    Raises:
        ProxyError: a proxy can't be used.
    """
    proxies = {scheme: value.strip() for scheme, value in getproxies().items() if value.strip()}
    if not proxies:
        return
    exempt = [entry.strip().strip("[]") for entry in proxies.get("no", "").split(",")]
    for scheme in ("http", "https", "all"):
        if scheme in proxies:
            os.environ[f"{scheme}_proxy"] = usable(scheme, proxies[scheme])
    exempt = [entry for entry in (*exempt, *OWN_HOSTS, *hosts) if is_known_to_all(entry)]
    value = "*" if "*" in exempt else ",".join(dict.fromkeys(exempt))
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = value  # some read the one, some the other


def usable(scheme: str, address: str) -> str:
    """The address of a proxy as the clients want it, or a ProxyError.

    The address may hold a password: no message quotes it.
    """
    if address.lower().startswith("socks://"):  # what GNOME writes
        address = f"socks5{address[5:]}"
    name = variable(scheme)
    if not is_address(address if "://" in address else f"http://{address}"):
        raise ProxyError(
            f"{name} in the environment is no address of a proxy: it must be as http://HOST:PORT, "
            f"https://HOST:PORT or socks5://HOST:PORT. Correct it, or unset {name}."
        )
    if address.lower().startswith("socks") and not find_spec("socksio"):
        raise ProxyError(f"{name} in the environment is a SOCKS proxy, which needs: pip install socksio")
    return address


def is_address(address: str) -> bool:
    """Whether it is an address of a proxy, of a kind that the clients know."""
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https", "socks5", "socks5h") and parts.port != 0
        return bool(known and parts.hostname) and address.isascii() and address.isprintable()
    except ValueError:  # the port is no number, or a bracket is missing
        return False


def is_known_to_all(entry: str) -> bool:
    """Whether an entry of no_proxy is of a kind that all clients can read: at `fe80::/10` httpx stops."""
    if re.fullmatch(r"[\w.*-]+(:\d+|/\d+)?", entry, re.ASCII):
        return True
    try:
        return bool(ip_address(entry))
    except ValueError:
        return False


def named(*schemes: str) -> list[str]:
    """The variables that name a proxy for one of the schemes; what they say may hold a password."""
    wanted = {f"{scheme}_proxy" for scheme in schemes}
    return sorted(name for name in os.environ if name.lower() in wanted and os.environ[name])


def variable(scheme: str) -> str:
    """The variable that names the proxy of a scheme; that in small letters counts first."""
    small = f"{scheme}_proxy"
    return small if os.environ.get(small) or not os.environ.get(small.upper()) else small.upper()
