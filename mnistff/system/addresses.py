"""Where the app is served: what the command line says of it, checked."""

import argparse
import re
import socket
from urllib.parse import urlsplit

from mnistff.system.errors import KnownError


class AddressError(KnownError):
    """The app can't be served there; the message says what to do."""


def port(text: str) -> int:
    """A port, as a flag says it."""
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port: a whole number from 1 to 65535")
    return int(text)


def root_path(text: str) -> str:
    """What stands before the app's own paths in the browser's address, as a flag says it.

    Returns:
        It as Gradio wants it: `/app` for `app/`, or `https://host/app`; empty if the app is at the root.
    """
    host, path = "", text.strip()
    if whole := re.fullmatch(r"(https?://[^/?#]+)(.*)", path, re.IGNORECASE):
        host, path = whole.groups()
    names = path.strip("/").split("/") if path.strip("/") else []
    if not is_origin(host) or not all(re.fullmatch(r"[\w.~!$&'()*+,;=:@%-]+", name) for name in names):
        raise argparse.ArgumentTypeError(f"{text} is neither a path, as /app, nor as https://HOST/app")
    if {".", ".."} & set(names) or path.startswith("//"):
        raise argparse.ArgumentTypeError(f"{text} is no path that a browser would ask for")
    return host + "".join(f"/{name}" for name in names)


def is_origin(address: str) -> bool:
    """Whether `http://HOST:PORT` is one, or empty."""
    try:
        parts = urlsplit(address)
        return not address or bool(parts.hostname and parts.port != 0 and parts.netloc.isprintable())
    except ValueError:  # the port is no number, or a bracket is missing
        return False


def check(host: str, port: int | None) -> str:
    """Raise an AddressError unless this machine can serve there: Gradio would go on trying for minutes.

    Args:
        host: a name or an address.
        port: None if one is yet to be found.

    Returns:
        The host as it stands in an address: one of IPv6 in brackets.
    """
    host = host.strip("[]")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except (OSError, UnicodeError) as error:
        place = host if port is None else f"{host}, port {port}"
        reason = getattr(error, "strerror", None) or "that is no address"
        raise AddressError(
            f"Can't serve at {place}: {reason}. Choose another with --host or --port."
        ) from error
    return f"[{host}]" if ":" in host else host
