"""The attacks of `benchmarks.abuse`. Each goes on until it is cancelled, or ends and leaves all open."""

import asyncio
import itertools
import json
import os
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from mnistff.serving.own_sets import MOST_AT_ONCE
from mnistff.sketch import MAX_POINTS, MAX_STROKES
from mnistff.ui.train.settings import LECTURE as SETTINGS

if TYPE_CHECKING:
    from benchmarks.abuse import Attacker

API = "/gradio_api"
ABOUT = {"model": "lecture", "test_set": "mnist"}
DRAWINGS = [
    *([[[i, count * (i % 2)] for i in range(count)]] for count in (MAX_POINTS, 10_000)),
    *([[[i % 100, i // 100]] for i in range(count)] for count in (MAX_STROKES, 10_000)),
    [[[j, i * j % 97] for j in range(MAX_POINTS // MAX_STROKES)] for i in range(MAX_STROKES)],
]
"""A zigzag, dots, and many short strokes: as much as is read, and more."""
LARGE = "x" * 900_000, "x" * 250_000
LONG, REFUSED = {"epochs": 20, "batch_size": 1}, {"learning_rate": 0}
QUICK = {"epochs": 1, "data": "strokes", "images": 100, "batch_size": 10}
DOORS = """/monitoring /monitoring/summary /monitoring/x /login_check
/gradio_api/deep_link?session_hash=attacker-0 /gradio_api/custom_component/html/client/component/index.js
/gradio_api/custom_component/x/server/component/index.js /gradio_api/runs /gradio_api/file=http://203.0.113.1/x
/gradio_api/file=/etc/passwd /gradio_api/proxy=https://x.hf.space/ /gradio_api/startup-events
/gradio_api/stream/x/1/1/playlist.m3u8 /gradio_api/openapi.json /gradio_api/info /gradio_api/token"""
POSTED = "run/predict run/choose api/x call/x call/v2/x stream/x stream/x/close cancel reset vibe-edit"
ATTACKS: dict[str, Callable[["Attacker"], Awaitable[Any]]] = {}


def attack(name: str) -> Callable:
    """Decorate an attack."""
    return lambda function: ATTACKS.setdefault(name, function)


@attack("nobody")
async def nobody(site: "Attacker") -> None:
    """No attack, to compare with."""


# Events


@attack("forged image numbers")
async def forged_images(site: "Attacker") -> None:
    """Images that there are not, to all that shows one."""
    data = [{"index": index, "test_set": "mnist"} for index in (None, -1, True, 10**12, 1.5, "7", [], {})]
    data += [{}, {"index": 7}, {"test_set": "mnist"}, {"index": 7, "test_set": ["mnist"]}]
    await site.repeat(*(partial(site.call, *call) for d in data for call in of_image(d)))


@attack("100,000 images")
async def many_images(site: "Attacker") -> None:
    """The same, with a list for the number of the image, and as many models and units."""
    data = {"index": [0] * 100_000, "test_set": "mnist", "off": [0] * 100_000, "also": ["x"] * 20_000}
    await site.repeat(*(partial(site.call, *call) for call in [*of_image(data), ("models", data)]))


@attack("junk to every event")
async def junk(site: "Attacker") -> None:
    """Whatever event the page has, with other data than it takes; unheard."""
    file = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
    await site.repeat(
        *(
            partial(site.happen, event, data=[value] * count, event_data=value, heard=False)
            for event, of in site.events.items()
            for value in ("x", None, file, [[[]]], -1)
            for count in {0, len(of["inputs"]), 99}
        )
    )


# Drawings


@attack("empty strokes")
async def empty_strokes(site: "Attacker") -> None:
    """Drawings of 240,000 and of 80,000 strokes without a point, to the picture and to the numbers below."""
    drawings = [{"strokes": [[]] * count, "models": ["lecture"], **ABOUT} for count in (240_000, 80_000)]
    await site.repeat(*(partial(site.call, name, d) for d in drawings for name in ("classify", "look")))


@attack("dearest drawings")
async def dear_drawings(site: "Attacker") -> None:
    """As much as is read, and more."""
    drawings = [{"strokes": strokes, "models": ["robust", "lecture"]} for strokes in DRAWINGS]
    await site.repeat(*(partial(site.call, "classify", drawing) for drawing in drawings))


@attack("dearest drawings, inside")
async def dear_looks(site: "Attacker") -> None:
    """The same, to the numbers below the picture."""
    await site.repeat(*(partial(site.call, "look", {"strokes": s, **ABOUT}) for s in DRAWINGS))


@attack("one model twenty times")
async def twenty_models(site: "Attacker") -> None:
    """A drawing that the same model is to answer as often as a request may ask."""
    drawing = {"strokes": [[[0, 0], [5, 20], [9, 9]]], "models": ["lecture"] * 20}
    await site.repeat(partial(site.call, "classify", drawing))


# Small requests that are dear


@attack("hidden units")
async def hidden_units(site: "Attacker") -> None:
    """A test image's numbers with many units off, and which digits excite them, again and again."""
    await site.repeat(*(partial(site.call, *call) for call in SMALL[:2]))


@attack("matrix and mistakes")
async def mistakes(site: "Attacker") -> None:
    """Pages of thumbnails, lists of mistakes, an image that is ranked among them."""
    await site.repeat(*(partial(site.call, *call) for call in SMALL[2:]))


@attack("results of the lecture")
async def lecture(site: "Attacker") -> None:
    """Each live result, again and again."""
    await site.repeat(*(partial(site.call, *call) for call in results(site)))


@attack("digits of one's own")
async def own_digits(site: "Attacker") -> None:
    """Dear digits, as many as are read at once, each time others, and what the networks read of them."""
    numbers = itertools.count()

    async def send(session: str) -> None:
        height = next(numbers)
        strokes = [[[i, (100 + height) * (i % 2)] for i in range(400)]]
        digits = [{"label": 7, "strokes": strokes}] * MOST_AT_ONCE
        reply = json.loads(await site.call("take_digits", {"digits": digits}, session=session) or "{}")
        asked = {"models": ["robust", "lecture"], "test_set": reply.get("name")}
        await site.call("own_set", asked, session=session)
        await site.call("comparison", asked, session=session)

    await site.repeat(send)


@attack("named endpoints")
async def endpoints(site: "Attacker") -> None:
    """/samples and /random_mistake, as `gradio_client` calls them."""
    await site.repeat(partial(endpoint, site, "samples"), partial(endpoint, site, "random_mistake"))


@attack("named endpoints, unheard")
async def endpoints_unheard(site: "Attacker") -> None:
    """The same by somebody who does not fetch what is answered."""
    await site.repeat(partial(endpoint, site, "samples", heard=False))


# Trainings


@attack("60 large events")
async def large_events(site: "Attacker") -> None:
    """Of 0.9 and of 0.25 MB; they wait for their turn while one trains, and nobody listens to them."""
    training = asyncio.ensure_future(train(site, LONG, "busy"))
    await asyncio.sleep(1)
    run = training_events(site)[-1]
    await asyncio.gather(
        *(site.happen(run, f"large-{i}", event_data=LARGE[i % 2], heard=False) for i in range(60)), training
    )


@attack("60 trainings of a session")
async def one_session(site: "Attacker") -> None:
    """Start is pressed again and again, and nothing is waited for."""
    await asyncio.gather(*(train(site, LONG, "eager", heard=False) for _ in range(60)))
    await site.hear("eager")


@attack("60 sessions that train")
async def many_sessions(site: "Attacker") -> None:
    """A queue full of long trainings, all of one address."""
    await asyncio.gather(*(train(site, LONG, f"pupil-{i}") for i in range(60)))


@attack("unheard trainings")
async def unheard_trainings(site: "Attacker") -> None:
    """Short ones, each of another session, of which none fetches its result."""
    await site.repeat(lambda session: train(site, QUICK, new(), heard=False))


@attack("refused trainings")
async def refused(site: "Attacker") -> None:
    """Settings that can't be, in quick succession: more, if it goes, than the server may have descriptors."""
    await site.repeat(lambda session: train(site, REFUSED, session, heard=False))


# Sessions


@attack("new session ids")
async def new_ids(site: "Attacker") -> None:
    """Every request and every event is of another session."""
    call, event = partial(site.call, "indices", ABOUT), idle(site)
    await site.repeat(
        lambda session: call(session=new()), lambda session: site.happen(event, new(), heard=False)
    )


@attack("large session ids")
async def large_ids(site: "Attacker") -> None:
    """The same with ids of 0.9 and of 0.25 MB."""
    call, event = partial(site.call, "indices", ABOUT), idle(site)
    for_each = [
        each
        for large in LARGE
        for each in (
            lambda session, large=large: call(session=new() + large),
            lambda session, large=large: site.happen(event, new() + large, heard=False),
        )
    ]
    await site.repeat(*for_each)


@attack("600 streams left open")
async def streams(site: "Attacker") -> None:
    """Heartbeats, and streams of sessions to which nothing happens any more."""

    async def listen(session: str) -> None:
        await site.happen(idle(site), session)
        await site.hear(session)

    listening = [listen(f"open-{i}") for i in range(300)]
    await asyncio.gather(*(site.ask(f"{API}/heartbeat/{i}") for i in range(300)), *listening)


@attack("page visits")
async def visits(site: "Attacker") -> None:
    """Pages that are loaded, each by a new visitor."""
    await site.repeat(lambda session: visit(site, new()))


@attack("pages and scripts")
async def pages(site: "Attacker") -> None:
    """What is half a megabyte, and asked for in a hundred bytes; some of it at addresses that are made up."""
    paths = ("/", "/config", f"{API}/info", "/theme.css", "/healthz")
    named = ({}, {"X-Forwarded-Host": "a.example"}, {"Accept-Encoding": "br"})
    await site.repeat(*(asking(site, path, None, dict(name)) for path in paths for name in named))


@attack("pages at new addresses")
async def new_addresses(site: "Attacker") -> None:
    """The page, each time at another address, which stands in it."""

    async def ask(session: str) -> None:
        await site.ask("/", headers={"X-Forwarded-Host": f"{new()}.example", "Accept-Encoding": "br"})

    await site.repeat(ask)


# What Gradio offers, and no page of this app asks for


@attack("uploads")
async def uploads(site: "Attacker") -> None:
    """Files of nearly 1 MB, each another, to whatever may take a file."""
    canvas = {"component_id": f"{site.component('classify')}", "session_hash": "x", "fn_name": "classify"}

    async def upload(path: str, field: str, session: str) -> None:
        await site.ask(f"{API}/{path}", files={field: ("x.mp4", os.urandom(990_000))}, data=canvas)

    fields = {"upload": "files", "upload?upload_id=x": "files", "process_recording": "video"}
    fields["component_server/"] = "file"
    await site.repeat(*(partial(upload, path, field) for path, field in fields.items()))


@attack("closed doors")
async def doors(site: "Attacker") -> None:
    """Addresses for other apps, for who develops one, and for files."""
    body = {"data": [], "session_hash": "attacker-0", "fn_index": 0, "event_id": "x"}
    await site.repeat(
        *(asking(site, path) for path in DOORS.split()),
        *(asking(site, f"{API}/{path}", body) for path in POSTED.split()),
    )


@attack("300 streams of reloads")
async def reloads(site: "Attacker") -> None:
    """For each of them Gradio looks twenty times a second whether there is something to tell."""
    await asyncio.gather(*(site.ask(f"{API}/dev/reload") for _ in range(300)))


# Connections


@attack("300 halves of a header")
async def half_headers(site: "Attacker") -> None:
    """Requests that never come to their end."""
    await asyncio.gather(*(site.raw("GET / HTTP/1.1\r\n{}X-Half") for _ in range(300)))


@attack("300 halves of a body")
async def half_bodies(site: "Attacker") -> None:
    """The same with a header, and some of the JSON."""
    start = f"POST {API}/queue/join HTTP/1.1\r\n{{}}Content-Length: 900000\r\n\r\n{'[' * 100_000}"
    await asyncio.gather(*(site.raw(start) for _ in range(300)))


@attack("300 slow requests")
async def slow(site: "Attacker") -> None:
    """A byte a second, for half of them of a header, for half of a body."""
    body = f"POST {API}/queue/join HTTP/1.1\r\n{{}}Content-Length: 900000\r\n\r\n"
    await asyncio.gather(*(site.raw(s, b"x") for s in ("GET / HTTP/1.1\r\n{}X-Slow: ", body) * 150))


@attack("300 silent connections")
async def silent(site: "Attacker") -> None:
    """They say nothing."""
    await asyncio.gather(*(site.raw("") for _ in range(300)))


@attack("1,500 connections")
async def flood(site: "Attacker") -> None:
    """More than the server may have descriptors, and all are held."""
    await asyncio.gather(*(site.raw("GET / HTTP/1.1\r\n{}X-Half") for _ in range(1500)))


# Nonsense


@attack("forged headers")
async def forged_headers(site: "Attacker") -> None:
    """Addresses that are none, on all that reads them."""
    named = {"X-Forwarded-Host": "[::1", "X-Forwarded-Proto": "x y", "Host": "[", "Referer": "http://["}
    headers = [{name: value} for name, value in named.items()]
    join = {"data": [], "fn_index": idle(site), "session_hash": "forged"}
    asked = {"/": None, "/config": None, f"{API}/info": None, f"{API}/queue/join": join}
    await site.repeat(
        *(asking(site, path, body, header) for path, body in asked.items() for header in headers),
        *(asking(site, f"{API}/queue/data?session_hash=forged", None, header) for header in headers),
    )


@attack("nonsense")
async def nonsense(site: "Attacker") -> None:
    """JSON that is too deep, long numbers, names that are no text, ids that there are not."""
    call = {"component_id": site.component("classify"), "fn_name": "classify", "session_hash": "x"}
    event = {"data": [], "fn_index": idle(site), "session_hash": "x"}
    drawing = {**call, "data": {"strokes": [[["NUMBER", 0]]], "models": ["lecture"]}}
    number = json.dumps(drawing).replace('"NUMBER"', "9" * 10_000).encode()
    bodies = [b"[" * 100_000, b'{"data":' * 100_000, b"\xff\x00", b"", b"null", b"9" * 10_000, number]
    odd = None, -1, 10**6, "\ud800\x00", "__class__", [], {}, True, 1e308
    for whole in (drawing, event):
        bodies += [json.dumps({**whole, key: value}).encode() for key in whole for value in odd]
    paths = f"{API}/component_server/", f"{API}/queue/join", f"{API}/run/predict"
    await site.repeat(*(asking(site, path, body) for body in bodies for path in paths))


# What they do

SMALL: list[tuple[str, dict[str, Any]]] = [
    ("look", {**ABOUT, "index": 247, "off": list(range(100))}),
    ("excitement", ABOUT),
    ("matrix", ABOUT),
    ("samples", {**ABOUT, "start": 9_000}),
    ("indices", {**ABOUT, "mistakes": True}),
    ("image", {**ABOUT, "index": 247}),
]
"""Server functions, and what is asked of them."""


def new() -> str:
    """A session id that nobody had."""
    return uuid.uuid4().hex


def results(site: "Attacker") -> list[tuple[str, dict[str, Any]]]:
    """The same for the live results of the lecture."""
    lives = [site.components[key] for key, functions in site.functions.items() if "result" in functions]
    return [("result", {"name": live["props"]["value"], "index": 0}) for live in lives]


def of_image(data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All that is asked of an image."""
    return [
        ("image", {"model": "lecture", **data}),
        ("look", {"model": "lecture", **data}),
        ("classify", {"models": ["lecture"], **data}),
    ]


def idle(site: "Attacker") -> int:
    """An event that does next to nothing: nobody trains who could be stopped."""
    return site.event("stop")


def training_events(site: "Attacker") -> list[int]:
    """The events that follow each other when Start is pressed; the last one trains."""
    events = [site.event("submit")]
    while after := [key for key, event in site.events.items() if event["trigger_after"] == events[-1]]:
        events.append(after[0])
    return events


async def train(site: "Attacker", changes: dict[str, Any], session: str, heard: bool = True) -> None:
    """Start a training with the lecture's settings, but for `changes`; if not heard, all at once."""
    for event in training_events(site):
        await site.happen(event, session, event_data={"settings": {**SETTINGS, **changes}}, heard=heard)


async def visit(site: "Attacker", session: str) -> None:
    """Load the page, and what a browser asks for then."""
    await site.ask("/")
    await site.ask("/config")
    await site.call("models", {}, session=session)


async def endpoint(site: "Attacker", name: str, session: str = "", heard: bool = True) -> None:
    """Call a named endpoint, which is told of no session."""
    inputs = next(event["inputs"] for event in site.events.values() if event["api_name"] == name)
    data = [site.components[key]["props"].get("value") for key in inputs]
    answer = await site.ask(f"{API}/call/{name}", {"data": data})
    if heard and b"event_id" in answer:
        await site.ask(f"{API}/call/{name}/{json.loads(answer)['event_id']}")


def asking(site: "Attacker", path: str, *body_and_headers: Any, **options: Any) -> Callable[..., Awaitable]:
    """A request that is given up after a second, for some of the answers are streams without an end."""

    async def ask(session: str) -> None:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(site.ask(path, *body_and_headers, **options), 1)

    return ask


async def warm_up(site: "Attacker") -> None:
    """What a class does: load pages, look at everything, train; as many at once as will attack."""
    for call, _ in itertools.product([*SMALL, *results(site)], range(2)):
        await asyncio.gather(*(site.call(*call, session=f"warm-{i}") for i in range(site.connections)))
        await asyncio.sleep(0.1)  # MNIST is being read
    await asyncio.gather(*(visit(site, f"warm-{i}") for i in range(site.connections)))
    await endpoint(site, "samples")
    await train(site, {**QUICK, "data": "both"}, "warm-0")
