"""What pages ask the server, asked by a program."""

from typing import Any

import httpx

DIRECT = {"trust_env": False, "verify": False, "timeout": 120}
"""How to ask with httpx: past all proxies, without certificates, which take 20 ms to load, and patiently."""


def component_that_answers(config: dict[str, Any], function: str) -> int:
    """The id of the component, in a page's `/config`, whose script may ask that function."""
    components = config["components"]
    return next(each["id"] for each in components if function in each["props"].get("server_fns", []))


def ask(url: str, function: str, data: Any, session: str = "test", **options: Any) -> httpx.Response:
    """The answer to a question, as a page asks it."""
    config = httpx.get(f"{url}/config", **DIRECT).json()
    component = component_that_answers(config, function)
    body = {"data": data, "component_id": component, "fn_name": function, "session_hash": session}
    address = f"{url}/gradio_api/component_server/"
    return httpx.post(address, json=body, **{**DIRECT, **options})


def classify(url: str, model: str) -> dict[str, Any]:
    """What a model says of a seven."""
    data = {"strokes": [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]], "models": [model]}
    return ask(url, "classify", data, "drawer").raise_for_status().json()


def read_as(reply: dict[str, Any]) -> int:
    """The digit that the first model takes a drawing for, as `classify` says."""
    return reply["answers"][0]["label"]
