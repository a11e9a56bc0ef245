"""A run into the visitor's own account on the Hugging Face Hub, where he is signed in."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from gradio.utils import get_space

from mnistff import hub
from mnistff.artifact import Artifact
from mnistff.hub_client.errors import HubError
from mnistff.serving.requests import RequestError, find_artifact
from mnistff.serving.trainings.packing import as_folder
from mnistff.system.errors import KnownError, told
from mnistff.ui.component import Component
from mnistff.ui.page import Page
from mnistff.ui.tab import QUIETLY, Changes
from mnistff.ui.train.events import asked
from mnistff.ui.train.shown import BEATS

MOST_AT_ONCE = 4
"""Pushes: each has a process of its own, of some 100 MB; others wait."""
NAMED = "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_SCOPES", "OPENID_PROVIDER_URL"
"""What a Space's environment says where README.md has `hf_oauth: true`."""


class SignedOutError(KnownError):
    """Nobody is signed in; the message says so."""


def can_sign_in() -> bool:
    """Whether visitors can sign in: on a Space that wants it.

    Elsewhere Gradio would sign everybody in as whoever runs the app, and not start without his token.
    """
    return get_space() is not None and all(map(os.environ.get, NAMED))


def sign_in_routes() -> gr.LoginButton:
    """What has Gradio add the routes by which one signs in; the page has links of its own to them.

    Made outside of `gr.Blocks`, it adds no event, which each page would begin with.
    """
    return gr.LoginButton(visible=False)


class Push:
    """The part of the Train tab, and its events. A visitor's token is kept in his browser's cookie alone."""

    def __init__(self, page: Page):
        self.page = page
        self.places = asyncio.Semaphore(MOST_AT_ONCE)
        self.users: dict[str, bool] = {}
        """Whose push waits, or has begun."""
        self.part = Component("train/push/push", push_value(None))
        # The script triggers these, with what it wants as the event's data.
        self.part.focus(self.see_who, None, self.part, concurrency_limit=None, **QUIETLY)
        self.part.upload(self.push, None, self.part, concurrency_limit=None, **QUIETLY)

    def see_who(self, profile: gr.OAuthProfile | None) -> Changes:
        return {self.part: push_value(profile)}

    async def push(
        self,
        request: gr.Request,
        event: gr.EventData,
        profile: gr.OAuthProfile | None,
        token: gr.OAuthToken | None,
    ) -> AsyncIterator[Changes]:
        """Push a run of the page, named by its key, and tell how it goes."""
        wanted = asked(event)
        try:
            if profile is None or token is None:  # without one, the token of whoever runs the app would do
                raise SignedOutError("You are not signed in any more. Sign in again; your runs stay here.")
            user = profile.username
            run = self.page.visitors[str(request.session_hash)].made.find(wanted.get("key"))
            artifact = find_artifact(self.page.models, run.key)
            repo_id = repository(user, wanted.get("name"))
            private = wanted.get("private") is True
            if user in self.users:
                raise RequestError("A run of yours is being sent already. Wait until it is there.")
            self.users[user] = False
            sending = asyncio.create_task(self.send(user, artifact, repo_id, private, token.token))
            while not sending.done():
                waits = self.places.locked() and not self.users.get(user)
                text = "Others' runs are sent first…" if waits else f"Sending {run.name} to {repo_id}…"
                yield {self.part: push_value(profile, text, repository=repo_id)}
                await asyncio.wait([sending], timeout=1)
            sending.result()
            pushed = {"repo_id": repo_id, "address": hub.address(repo_id), "private": private}
            yield {self.part: push_value(profile, f"{run.name.capitalize()} is on the Hub.", pushed=pushed)}
        except Exception as error:
            yield {self.part: push_value(profile, told(error), error=True)}

    async def send(self, user: str, artifact: Artifact, repo_id: str, private: bool, token: str) -> None:
        """Wait for a place, and push; also for who has left the page meanwhile."""

        def write_and_push() -> None:
            with as_folder(artifact, "run", self.page.images) as folder:
                hub.push(folder, repo_id, private, token=token)

        try:
            async with self.places:
                self.users[user] = True
                await asyncio.to_thread(write_and_push)
        finally:
            del self.users[user]


def push_value(
    profile: gr.OAuthProfile | None,
    text: str = "",
    error: bool = False,
    pushed: dict[str, Any] | None = None,
    repository: str = "",
) -> dict[str, Any]:
    """What `push.mjs` shows: the name of who is signed in, or None, how a push goes, and what was pushed.

    Args:
        repository: to which a run is being sent; "" if none is.
    """
    return {
        "user": profile.username if profile else None,
        "text": text,
        "error": error,
        "pushed": pushed,
        "repository": repository,
        "beat": next(BEATS),
    }


def repository(user: str, name: Any) -> str:
    """A repository of the user's; or a RequestError if that is no name."""
    repo_id = f"{user}/{name}"
    try:
        # Another one, if "@" begins a revision.
        is_name = isinstance(name, str) and hub.parse(repo_id).repo_id == repo_id
    except HubError:
        is_name = False
    if not is_name:
        raise RequestError(
            "A repository's name has letters without accents, digits, -, _ and ., 96 at most. "
            "Neither - nor . is first, last, or there twice in a row."
        )
    return repo_id
