"""What the Hub's client does, most of it in a process of its own (see process.py), and how it answers.

    python -m mnistff.hub_client.jobs

reads one job from stdin, a line of JSON, and writes lines of JSON: `{"alive": true}` with each answer
of the Hub and each piece of a file, and at last `{"result": ANY}` or `{"error": SENTENCE}`. It ends
when stdin does.
"""

import itertools
import json
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, TextIO

from huggingface_hub import (
    CommitOperationAdd,
    HfApi,
    constants,
    get_session,
    hf_hub_download,
    snapshot_download,
)
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status, parse_datetime, tqdm

from mnistff.hub_client import limits
from mnistff.hub_client.card_merge import merged
from mnistff.hub_client.errors import TOKENS, HubError, TooMuchError, in_sentences
from mnistff.system.errors import KnownError
from mnistff.system.text import plain

CARD = "README.md"
MOST_CARD_BYTES = 1_000_000
SECONDS = 60
"""To wait for the answer to a request, or for more of it."""
MOST_ANSWERS = 200
"""To one job: it takes some dozens, but a list may go on from page to page for ever."""


def check_push(repo_id: str, token: str | None = None) -> str:
    """The repository's name as the Hub spells it, if a token, or the one at hand, may write there.

    Raises:
        HubError: there is no token, it is not valid or can only read, or the name is not yours.
    """
    me = HfApi(token=token).whoami()
    namespace, name = repo_id.split("/")
    organisations = [each["name"] for each in me.get("orgs", []) if each.get("roleInOrg") != "read"]
    names = {each.lower(): each for each in (me["name"], *organisations)}
    if namespace.lower() not in names:
        raise HubError(
            f"{repo_id} is not yours to write: the token at hand is for {plain(', '.join(names.values()))}."
        )
    access = me.get("auth", {}).get("accessToken", {})  # who is signed in by OAuth has none
    if access.get("role") == "read" or (
        access.get("role") == "fineGrained" and not may_write(access, {namespace.lower(), repo_id.lower()})
    ):
        raise HubError(f"The token at hand can't write to {repo_id}. Make one that can at {TOKENS}")
    return f"{names[namespace.lower()]}/{name}"


def may_write(token: dict[str, Any], names: set[str]) -> bool:
    """Whether a fine-grained token lists the right to write for one of the names, given in lower case."""
    return any(
        scope["entity"].get("name", "").lower() in names and "repo.write" in scope["permissions"]
        for scope in token["fineGrained"]["scoped"]
    )


def push(
    repo_id: str,
    folder: str,
    names: list[str],
    message: str,
    private: bool,
    revision: str | None,
    token: str | None,
) -> str:
    """Put files of a folder on the Hub, in one commit; the card keeps what people wrote there.

    Args:
        token: a visitor's; then to where there are no such files yet.

    Returns:
        The address of the commit.
    """
    repo_id = check_push(repo_id, token)
    api = HfApi(token=token)
    as_set = (private or None) if token is None else private  # None: as the owner has it set
    api.create_repo(repo_id, private=as_set, exist_ok=True)
    if revision:
        api.create_branch(repo_id, branch=revision, exist_ok=True)
    before = api.model_info(repo_id, revision=revision)
    there = {file.rfilename for file in before.siblings or []}
    if token is not None:
        check_new(repo_id, not there.intersection(names), bool(before.private), private)
    contents: dict[str, Any] = {name: Path(folder, name) for name in names}
    if CARD in names:
        card = contents[CARD].read_text(encoding="utf-8").replace("USER/REPO", repo_id)
        if CARD in there:
            card = merged(read(repo_id, before.sha or revision, CARD), card)
        contents[CARD] = card.encode()
    return api.create_commit(
        repo_id,
        [CommitOperationAdd(name, content) for name, content in contents.items()],
        commit_message=message,
        revision=revision,
        parent_commit=before.sha,
    ).commit_url


def check_new(repo_id: str, is_empty: bool, is_private: bool, private: bool) -> None:
    """Raise a HubError unless a visitor's repository is new, or was left by a push that broke off."""
    if not is_empty:
        raise HubError(f"There is {repo_id} on the Hub already. Choose another name.")
    if is_private != private:
        kind = "private" if is_private else "public"
        raise HubError(
            f"There is {repo_id} on the Hub already, and {kind}. Choose another name, or push it {kind}."
        )


def read(repo_id: str, commit: str | None, name: str) -> str:
    """The text of a file on the Hub, of the newest commit if it is None; nothing is left of it here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(hf_hub_download(repo_id, name, revision=commit, local_dir=folder))
        if path.stat().st_size > MOST_CARD_BYTES:
            raise HubError(f"{name} of {repo_id} is over 1 MB. Shorten it on its page, and push again.")
        return path.read_bytes().decode()


def fetch(repo_id: str, commit: str, names: list[str], anew: bool) -> str | None:
    """Have files of a commit in the Hub's cache; returns the commit's date, ISO 8601, if it can be had.

    Args:
        names: none, if only the date is wanted.
        anew: whether what is there already is spoilt.
    """
    if names:
        constants.DOWNLOAD_CHUNK_SIZE = 2**16  # bytes, to hear of; the client's own holds a whole model
        snapshot_download(
            repo_id, revision=commit, allow_patterns=names, force_download=anew, tqdm_class=Reporting
        )
    try:
        return date_of(repo_id, commit)
    except Exception:  # a mirror of the Hub may have no such list, and the files are there
        return None


def date_of(repo_id: str, commit: str) -> str:
    """When a commit was made, ISO 8601. The list begins with it; the client would read all pages of that."""
    address = f"{constants.ENDPOINT}/api/models/{repo_id}/commits/{commit}"
    response = get_session().get(address, headers=build_hf_headers())
    hf_raise_for_status(response)
    return parse_datetime(response.json()[0]["date"]).isoformat()


class Reporting(tqdm):
    """A progress bar that also tells whoever gave the job."""

    def update(self, n: float | None = 1) -> bool | None:
        if n:
            answer(alive=True)
        return super().update(n)


JOBS = {job.__name__: job for job in (push, fetch)}
ANSWERS: TextIO = sys.stdout
ONE_AT_A_TIME = threading.Lock()
NUMBERS = itertools.count(1)


def answer(**message: Any) -> None:
    with ONE_AT_A_TIME:  # files come by several threads
        print(json.dumps(message), file=ANSWERS, flush=True)


def hear(response: Any) -> None:
    """Say that an answer came. No request is repeated before the time that the Hub says.

    Raises:
        HfHubHTTPError: it says such a time.
        TooMuchError: there were too many.
    """
    answer(alive=True)
    if next(NUMBERS) > MOST_ANSWERS:
        raise TooMuchError
    if response.status_code == 429 or "Retry-After" in response.headers:
        hf_raise_for_status(response)


def end_with_stdin() -> None:
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for whoever gave the job, and ends this one
    sys.stdout = sys.stderr  # what libraries print is no answer
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_stdin, daemon=True).start()
    answer(alive=True)
    try:
        arguments = job["arguments"]
        with in_sentences(job["name"], to_visitor=arguments.get("token") is not None):
            limits.limit(SECONDS, hear)
            answer(result=JOBS[job["job"]](**arguments))
    except KnownError as error:
        answer(error=str(error))


if __name__ == "__main__":
    main()
