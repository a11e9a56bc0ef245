"""Training over HTTP as the page does it: join the queue, listen to what comes."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from mnistff.ui.train.settings import LECTURE
from support.questions import DIRECT

QUICK = {**LECTURE, "data": "strokes", "images": 100, "batch_size": 10, "epochs": 1}
"""Settings of a training that needs no MNIST and takes a moment."""


class TrainingClient:
    """A page of its own, on which somebody trains."""

    def __init__(self, url: str, session: str, headers: Mapping[str, str] | None = None):
        self.session = re.sub(r"\W", "-", session)[:64]
        self.http = httpx.Client(base_url=f"{url}/gradio_api", headers=headers, **DIRECT)
        config = httpx.get(f"{url}/config", **DIRECT).json()
        self.events = config["dependencies"]
        (cockpit,) = [each for each in config["components"] if "things" in each["props"].get("props", {})]
        self.cockpit, self.offered = cockpit["id"], cockpit["props"]["props"]

    def push(self, key: object, name: str, **more: Any) -> list[str]:
        """Push a run to an account; all that the page says of it."""
        self.send(self.push_event(), {"key": key, "name": name, **more})
        return list(self.texts())

    def push_event(self) -> dict[str, Any]:
        """Of the one part that "uploads"."""
        return next(each for each in self.events if any(kind == "upload" for _, kind in each["targets"]))

    def event(self, kind: str) -> dict[str, Any]:
        """The first event that follows when the tab's script triggers one of that kind."""
        return next(event for event in self.events if [self.cockpit, kind] in event["targets"])

    def send(self, event: dict[str, Any], asked: Any = None) -> None:
        body = {"data": [], "event_data": asked, "fn_index": event["id"], "session_hash": self.session}
        self.http.post("/queue/join", json=body).raise_for_status()

    def press_start(self, settings: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Press Start; `more` is what the page sends beside the settings. Returns the event."""
        event = self.event("submit")
        self.send(event, {"settings": dict(settings), "model": "lecture", **more})
        return event

    def press_stop(self) -> None:
        self.send(self.event("stop"), {})

    def start(self, settings: Mapping[str, Any], **more: Any) -> list[dict[str, Any]]:
        """Press Start, and wait for the turn; the messages until then.

        It does not begin if the last of them is no success.
        """
        preparing = self.press_start(settings, **more)
        messages = list(self.messages())
        if messages[-1]["success"]:
            self.send(self.after(preparing))
        return messages

    def stop(self) -> dict[str, Any]:
        """Press Stop; the last message about that."""
        self.press_stop()
        *_, last = self.messages()
        return last

    def after(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event that follows another."""
        return next(each for each in self.events if each["trigger_after"] == event["id"])

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the queue tells this page, until nothing is under way; who stops listening has left."""
        with self.http.stream("GET", "/queue/data", params={"session_hash": self.session}) as response:
            for line in response.iter_lines():
                if line.startswith("data: "):
                    message = json.loads(line.removeprefix("data: "))
                    if message["msg"] == "close_stream":
                        return
                    yield message

    def texts(self) -> Iterator[str]:
        """What the page says of the training, as it changes."""
        for message in self.messages():
            yield from _texts(message.get("output", {}).get("data", []))


def _texts(data: Any) -> Iterator[str]:
    """Sentences in an output: whole at first, then as a list of changes."""
    if isinstance(data, dict) and isinstance(data.get("text"), str):
        yield data["text"]
    elif isinstance(data, list) and data[:1] == ["replace"] and data[1][-1:] == ["text"]:
        yield data[2]
    elif isinstance(data, list):
        for part in data:
            yield from _texts(part)
