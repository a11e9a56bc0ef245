"""Whatever goes wrong with the Hub, in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HTTPError,
    LocalEntryNotFoundError,
    LocalTokenNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from mnistff.errors import KnownError

TOKENS = "https://huggingface.co/settings/tokens"


class HubError(KnownError):
    """The Hub can't be had, or refuses; the message says what to do."""


@contextmanager
def in_sentences(name: str) -> Iterator[None]:
    """Turn all that the Hub's client raises into a HubError."""
    try:
        yield
    except (HTTPError, OSError, ValueError) as error:
        raise HubError(sentence(name, error)) from error


def sentence(name: str, error: BaseException) -> str:
    """What happened, and what to do.

    What the exception says itself is left out: it may go on for lines, and may quote the token.
    """
    if isinstance(error, LocalEntryNotFoundError) and error.__cause__:
        return sentence(name, error.__cause__)
    if isinstance(error, LocalTokenNotFoundError):
        return f"There is no token for the Hub. Get one at {TOKENS}, then: hf auth login (or set HF_TOKEN)"
    if isinstance(error, UnicodeError):
        return "The token for the Hub holds a letter that no token has. Get another with: hf auth login"
    if isinstance(error, GatedRepoError):
        return f"{name} on the Hub is gated. Ask for access on its page, then: hf auth login"
    if isinstance(error, RepositoryNotFoundError):
        return f"There is no {name} on the Hub, or it is private. Check the name, or: hf auth login"
    if isinstance(error, RevisionNotFoundError):
        return f"There is no {name} on the Hub: the repository has no such branch, tag or commit."
    if isinstance(error, HfHubHTTPError):
        return f"The Hub refuses {name}: {refusal(error)}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name} can't be kept here: {error.strerror}."
    return (
        f"The Hub can't be reached for {name} ({type(error).__name__}). "
        "Is the network up? Or did you mean a folder? There is none of that name."
    )


def refusal(error: HfHubHTTPError) -> str:
    """Why, and what to do, by the status of the answer."""
    status = error.response.status_code
    wait = error.response.headers.get("Retry-After", "")
    sentences = {
        401: "the token is not valid (401). Get another with: hf auth login",
        403: f"the token does not allow it (403). Make one that does at {TOKENS}.",
        429: f"too many requests (429). Try again {f'in {wait} seconds' if wait.isdecimal() else 'later'}.",
    }
    return sentences.get(status, f"it answers with the error {status}. Try again later.")
