"""Training over HTTP as the page does it: join the queue, listen to what comes."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from mnistff.ui.train.settings import CHOICES, NUMBERS, things_to_try
from support.questions import DIRECT

QUICK = {**things_to_try()[0]["settings"], "data": "strokes", "images": 100, "batch_size": 10, "epochs": 1}
"""Settings of a training that needs no MNIST and takes a moment."""


class TrainingClient:
    """A page of its own, on which somebody trains."""

    def __init__(self, url: str, session: str, headers: Mapping[str, str] | None = None):
        self.session = re.sub(r"\W", "-", session)[:64]
        self.http = httpx.Client(base_url=f"{url}/gradio_api", headers=headers, **DIRECT)
        config = httpx.get(f"{url}/config", **DIRECT).json()
        self.events, self.buttons = config["dependencies"], {}
        for component in config["components"]:
            if component["type"] == "button":
                self.buttons[component["props"]["value"]] = component["id"]

    def press(self, button: str, *data: Any) -> dict[str, Any]:
        """Press a button of the page; `data` is what its event sends. Returns the event."""
        event = self.event(button)
        self.send(event, *data)
        return event

    def event(self, button: str) -> dict[str, Any]:
        """The first event that follows when a button is pressed."""
        target = [self.buttons[button], "click"]
        return next(event for event in self.events if target in event["targets"])

    def values(self, settings: Mapping[str, Any]) -> list:
        """The settings in the order of the page."""
        return [settings[name] for name in (*NUMBERS, *CHOICES)]

    def send(self, event: dict[str, Any], *data: Any) -> None:
        body = {"data": data, "fn_index": event["id"], "trigger_id": None, "session_hash": self.session}
        self.http.post("/queue/join", json=body).raise_for_status()

    def start(
        self, settings: dict[str, Any], model: str = "lecture", borrows: bool = False
    ) -> list[dict[str, Any]]:
        """Ask for a training, and wait for the turn; the messages until then.

        It does not begin if the last of them is no success.
        """
        values = self.values(settings)
        preparing = self.press("Start", *values)
        messages = list(self.messages())
        if messages[-1]["success"]:
            self.send(self.after(preparing), model, borrows, *values)
        return messages

    def stop(self) -> dict[str, Any]:
        """Press Stop; the last message about that."""
        self.press("Stop")
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
