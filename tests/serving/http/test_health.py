"""What the app tells of itself to who looks after it."""

import dataclasses
import subprocess
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio.routes import App

from mnistff import artifact
from mnistff.model import FeedForward
from mnistff.serving.http import health
from mnistff.serving.http.health import Health
from mnistff.serving.http.streams import Open
from mnistff.serving.http.turns import Turns
from mnistff.serving.models import Models
from mnistff.serving.trainings.visitors import Visitors
from support.loops import in_a_loop
from support.served import ROOT

LECTURE = artifact.load(artifact.PRETRAINED["lecture"])
with gr.Blocks(analytics_enabled=False) as BLOCKS:
    gr.HTML("")
APP = App.create_app(BLOCKS.queue())


class Broken(FeedForward):
    """A network that fails."""

    def forward(self, inputs: Any) -> Any:
        raise RuntimeError("secret")


def ask(models: Models, turns: Turns) -> httpx.Response:
    checked = Health(APP, Visitors(models), Open(), turns)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await checked({**scope, "address": "8.8.8.8", "app": APP}, receive, send)

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get(health.PATH)

    return in_a_loop(get())


def test_it_reads_a_drawing_and_tells_what_it_is_up_to() -> None:
    response = ask(Models({"lecture": LECTURE}), Turns())
    assert response.status_code == 200
    state = response.json()
    assert (state["reads"], state["reason"]) == (7, "")
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert state["commit"] == commit.stdout.strip()
    assert state["memory_mb"] > 100
    assert state["open_files"] > 3
    assert (state["sessions"], state["trainings"], state["queue"]) == (0, 0, 0)


def test_it_says_503_when_the_network_fails() -> None:
    broken = dataclasses.replace(LECTURE, model=Broken(8))
    response = ask(Models({"broken": broken}), Turns())
    assert response.status_code == 503
    assert "nobody thought of (RuntimeError)" in response.json()["reason"]
    assert "secret" not in response.text


def test_it_says_503_when_nothing_is_read_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SECONDS", 0.1)
    response = ask(Models({"lecture": LECTURE}), Turns(places=0))
    assert response.status_code == 503
    assert "within 0.1 seconds" in response.json()["reason"]
