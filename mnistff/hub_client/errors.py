"""Whatever goes wrong with the Hub, in a sentence."""

import math
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime

from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    LocalTokenNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from mnistff.system import log
from mnistff.system.errors import KnownError, PlainError
from mnistff.system.proxies import named

TOKENS = "https://huggingface.co/settings/tokens"
BILLING = "https://huggingface.co/settings/billing"


class TooMuchError(Exception):
    """An answer of the Hub is more than anybody reads (see hub_client.py)."""


BY_TYPE: tuple[tuple[type[BaseException], str], ...] = (
    (
        OfflineModeIsEnabled,
        "HF_HUB_OFFLINE is set: the Hub is not asked for {name}. Unset it to have what is there "
        "(TRANSFORMERS_OFFLINE is taken for the same).",
    ),
    (
        LocalTokenNotFoundError,
        f"There is no token for the Hub. Get one at {TOKENS}, then: hf auth login (or set HF_TOKEN)",
    ),
    (
        ImportError,
        "The Hub can't be reached for {name}: {proxies} is set to a proxy that needs one more package. "
        "Unset it, or: pip install socksio",
    ),
    (
        UnicodeEncodeError,
        "The token for the Hub holds a letter that no token has. Get another with: hf auth login",
    ),
    (GatedRepoError, "{name} on the Hub is gated. Ask for access on its page, then: hf auth login"),
    (
        RepositoryNotFoundError,
        "There is no {name} on the Hub, or it is private. Check the name, or: hf auth login",
    ),
    (
        RevisionNotFoundError,
        "There is no {name} on the Hub: the repository has no such branch, tag or commit.",
    ),
    (DisabledRepoError, "{name} on the Hub is disabled. Its page says why."),
    (
        TooMuchError,
        "The Hub's answers about {name} are too much to read: longer than 1 MB, packed, slow, or too many. "
        "If the repository has thousands of files, keep the model in one of its own; else try again later.",
    ),
)
BY_STATUS = {
    400: "it can't make sense of what was sent (400). Is README.md's metadata, at its top, as it should be?",
    401: "the token is not valid (401). Get another with: hf auth login",
    402: f"it asks for payment (402): a quota is used up. See {BILLING}",
    403: f"the token does not allow it (403). Make one that does at {TOKENS}",
    404: "it knows no such address (404). Check the name.",
    407: "the proxy asks for a name and a password (407).",
    408: "it was too slow to send (408). Try again {when}.",
    409: "somebody else is changing it at this moment (409). Try again {when}.",
    410: "it is gone (410). Choose another.",
    412: "it was changed meanwhile (412). Try again.",
    413: "it is too large (413). Use fewer hidden units.",
    423: "it is locked (423). Its page says why.",
    429: "too many requests (429). Try again {when}.",
    451: "it may not be shown, for legal reasons (451). Choose another.",
}
"""By the status of the answer; all others are the Hub's own errors."""
TO_VISITORS = {
    401: "it takes your sign-in no longer (401). Sign out, and in again.",
    402: f"your account's room is used up (402). See {BILLING}",
    403: "this app may not write there (403). The name may be taken by what it did not make: choose another. "
    f"Or your account's room may be used up: see {BILLING}",
    404: "the name is taken by what this app did not make (404). Choose another.",
}
"""The same to who pushes from the page, where he is signed in."""
LONGEST_WAIT = 86_400
"""In seconds, that somebody is told to wait; what says more is no wait, but wrong."""
BY_XET = (RuntimeError, ConnectionError, TimeoutError, PermissionError, FileNotFoundError)
"""What hf_xet raises when its storage can't be had; all else of the client's raises errors of httpx."""
ANOTHER_WAY = "HF_HUB_DISABLE_XET=1 takes another way to its large files."
TRY_LATER = "Try again in some minutes."


class HubError(PlainError):
    """The Hub can't be had, or refuses; the message says what to do.

    Much in it may come from the Hub, so all of it is made plain.
    """


@contextmanager
def in_sentences(name: str, to_visitor: bool = False) -> Iterator[None]:
    """Turn all that the Hub's client raises into a HubError.

    That is more than its own errors: OSError, ValueError of an answer that is no Hub's, RuntimeError
    of hf_xet, ImportError and others for a proxy.

    Args:
        to_visitor: whether a visitor of the page is told, who can change nothing of this machine; the log
            then tells who can.
    """
    try:
        yield
    except KnownError:
        raise
    except Exception as error:
        if to_visitor and not isinstance(error, HfHubHTTPError):
            log.note(sentence(name, error))
        raise HubError((sentence_to_visitor if to_visitor else sentence)(name, error)) from error


def sentence_to_visitor(name: str, error: BaseException) -> str:
    """What happened, and what a visitor of the page can do, whose run waits for him there."""
    if isinstance(error, HfHubHTTPError):
        status, headers = error.response.status_code, error.response.headers
        return f"The Hub refuses {name}: {refusal(status, headers, BY_STATUS | TO_VISITORS)}"
    return f"The Hub can't be had for {name} just now. {TRY_LATER}"


def sentence(name: str, error: BaseException) -> str:
    """What happened, and what to do.

    What the exception says itself is left out: it may go on for lines, and may quote the token.
    """
    if isinstance(error, LocalEntryNotFoundError) and error.__cause__:
        return sentence(name, error.__cause__)
    for kind, text in BY_TYPE:
        if isinstance(error, kind):
            return text.format(name=name, proxies=" or ".join(proxies()) or "a variable")
    if isinstance(error, HfHubHTTPError):
        status, headers = error.response.status_code, error.response.headers
        hint = f" {network_hint()}" if proxies() and (status == 407 or status >= 500) else ""
        return f"The Hub refuses {name}: {refusal(status, headers)}{hint}"
    if reason := file_trouble(error):
        return f"{name} can't be kept here: {reason}. Set HF_HOME to a folder with room, that can be written."
    if isinstance(error, BY_XET) and not isinstance(error, RecursionError):
        return f"The Hub's storage can't be had for {name}. {network_hint()} {ANOTHER_WAY}"
    return (
        f"The Hub can't be reached for {name} ({type(error).__name__}). {network_hint()} "
        "Or did you mean a folder? There is none of that name."
    )


def refusal(status: int, headers: Mapping[str, str], by_status: Mapping[int, str] = BY_STATUS) -> str:
    """Why, and what to do, by the status and the headers of the answer."""
    text = by_status.get(status, f"it answers with the error {status}. Try again {{when}}.")
    return text.format(when=when(headers))


def when(headers: Mapping[str, str]) -> str:
    """When to try again, in words: "in 55 seconds", or "later" if the answer does not say.

    The Hub says it in `RateLimit` (draft-ietf-httpapi-ratelimit-headers: of each limit the requests
    that remain, `r`, and the seconds until there are more, `t`), others in `Retry-After` (RFC 9110,
    10.2.3: seconds, or a date).
    """
    seconds = []
    for limit in headers.get("RateLimit", "").split(","):
        values = dict(re.findall(r"\b([rt])\s*=\s*(\d{1,9})\b", limit))
        if values.get("r") == "0" and "t" in values:
            seconds.append(int(values["t"]))
    wait = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", wait, re.ASCII):
        seconds.append(int(wait))
    elif wait:
        with suppress(Exception):  # as it is neither of the two, in one of many ways
            seconds.append(math.ceil(parsedate_to_datetime(wait).timestamp() - time.time()))
    longest = max(seconds, default=0)
    if not 0 < longest <= LONGEST_WAIT:
        return "later"
    return f"in {longest} seconds" if longest <= 120 else f"in {math.ceil(longest / 60)} minutes"


def file_trouble(error: BaseException) -> str:
    """What the system says of a file that can't be written, "" if it is about something else."""
    if number := re.search(r"\bos error (\d{1,4})\)", str(error)):  # as hf_xet tells it
        error = OSError(int(number[1]), os.strerror(int(number[1])))
    if isinstance(error, OSError) and not isinstance(error, (ConnectionError, TimeoutError)):
        return error.strerror or ""
    return ""


def network_hint() -> str:
    """What to look at when nothing comes."""
    if proxies():
        return f"Is the proxy right that {' or '.join(proxies())} names? Correct the variable, or unset it."
    if os.environ.get("HF_ENDPOINT"):
        return "Is the network up, and HF_ENDPOINT right, which says where the Hub is?"
    return "Is the network up?"


def proxies() -> list[str]:
    """The variables that name a proxy for the Hub's client."""
    return named("http", "https", "all")
