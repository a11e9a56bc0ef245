"""What anybody on the internet could do with `curl`, done to the app as it is served."""

import http.client
import itertools
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from support.questions import classify
from support.served import serving
from support.training_client import QUICK, TrainingClient

IMPATIENT = (
    "import app; from mnistff.serving.http import bodies, connections, queue; "
    "from mnistff.serving.trainings import line; "
    "connections.SECONDS_TO_ASK = bodies.SECONDS = queue.SECONDS_UNHEARD = 1; "
    "connections.MOST = 60; line.SECONDS_TO_COME = 1; app.main()"
)
"""The app, which waits a second where it would wait ten, with room for 60 connections."""
SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]
NUMBERS = itertools.count()
JUNK = [None, -1, True, 1e308, 10**300, "", "x" * 900, "<b>", "\x1b[31m", [], [[]], "own-x", "lecture"]
DATA_OF_EVENTS = [
    None,
    {},
    [],
    {"index": None, "test_set": "mnist"},
    {"index": [0] * 2000, "test_set": "mnist"},
    {"index": -1, "test_set": "mnist"},
    {"index": True, "test_set": "mnist"},
    {"index": 0, "test_set": ["mnist"]},
    {"tab": {}},
]


@pytest.fixture(scope="module")
def impatient_url() -> Iterator[str]:
    with serving(program=("-c", IMPATIENT)) as address:
        yield address


@pytest.fixture
def http_client(app_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=app_url, timeout=60, trust_env=False) as client:
        yield client


def health(url: str) -> dict:
    return httpx.get(f"{url}/healthz", trust_env=False, timeout=30).raise_for_status().json()


def draws(url: str) -> bool:
    """Whether somebody else is answered."""
    return classify(url, "lecture")["answers"][0]["label"] == 7


def end_of(client: httpx.Client, event: dict, values: list, data: object = None) -> tuple[dict, int]:
    """The last message about an event that is joined with such values, and the bytes of all of them."""
    session = f"attack-{next(NUMBERS)}"
    body = {"data": values, "event_data": data, "fn_index": event["id"], "session_hash": session}
    client.post("/gradio_api/queue/join", json=body).raise_for_status()
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        lines = [line for line in stream.iter_lines() if line.startswith("data: ")]
    last = next(line for line in lines if "process_completed" in line)
    return json.loads(last.removeprefix("data: ")), sum(map(len, lines))


def test_whatever_is_sent_to_an_event_is_soon_answered_and_leaves_no_traceback(
    http_client: httpx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    events = [event for event in http_client.get("/config").json()["dependencies"] if event["backend_fn"]]
    capsys.readouterr()
    began = time.monotonic()
    for event in events:
        for value in JUNK:
            _, size = end_of(http_client, event, [value] * len(event["inputs"]), DATA_OF_EVENTS[3])
            assert size < 20_000
        for data in DATA_OF_EVENTS:
            _, size = end_of(http_client, event, ["lecture"] * len(event["inputs"]), data)
            assert size < 20_000
    assert time.monotonic() - began < 120  # some hundred events; one of them took 57 seconds
    assert "Traceback" not in capsys.readouterr().err


def test_markup_and_letters_of_terminals_arrive_as_text(http_client: httpx.Client) -> None:
    events = http_client.get("/config").json()["dependencies"]
    choosing = next(
        event for event in events if len(event["inputs"]) == 2 and event["targets"][0][1] == "change"
    )
    message, _ = end_of(http_client, choosing, ["<img src=//evil>\x1b[31m\n[a](//evil)", "mnist"])
    error = message["output"]["error"]
    assert error.startswith("There is no model &#x27;&lt;img src=//evil&gt;")
    assert error.isprintable()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/process_recording"),
        ("GET", "/gradio_api/deep_link?session_hash=a"),
        ("GET", "/gradio_api/custom_component/a/client/component/index.js"),
        ("GET", "/gradio_api/dev/reload"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/monitoring"),
        ("GET", "/monitoring/summary"),
        ("GET", "/gradio_api/file=http://127.0.0.1/"),
        ("GET", "/gradio_api/file=https:/127.0.0.1/"),
        ("GET", "/gradio_api/file=//127.0.0.1/share/a"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1/"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/api/predict"),
        ("POST", "/gradio_api/call/choose"),
        ("POST", "/gradio_api/call/v2/choose"),
        ("GET", "/pwa_icon/9999"),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/reset"),
        ("POST", "/gradio_api/vibe-edit/"),
        ("GET", "/gradio_api/stream/a/b/1/playlist.m3u8"),
        ("POST", "/login"),
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
        ("PUT", "/"),
    ],
)
def test_a_door_that_nobody_needs_is_closed(http_client: httpx.Client, method: str, path: str) -> None:
    content = b"x" * 100_000 if method == "POST" else None
    response = http_client.request(method, path, content=content)
    if path == "/?deep_link=abc":
        assert (
            response.json if response.status_code == 404 else '"deep_link_state":"invalid"' in response.text
        )
    else:
        assert response.status_code in (403, 404, 405)
        assert len(response.content) < 1000


def test_each_answer_tells_browsers_what_it_may_do(http_client: httpx.Client) -> None:
    for path in ("/", "/config", "/nothing", "/healthz", "/theme.css"):
        headers = http_client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        for part in (
            "default-src 'self'",
            "img-src 'self' data: blob:;",
            "form-action 'self'",
            "object-src 'none'",
        ):
            assert part in policy


@pytest.mark.parametrize("host", ["[::1", "a b", "x/y", "[", "a:99999999", "\xe9"])
def test_a_host_that_is_none_changes_nothing(http_client: httpx.Client, host: str) -> None:
    response = http_client.get("/config", headers={"x-forwarded-host": host.encode("latin-1")})
    assert response.raise_for_status().json()["root"] == str(http_client.base_url).rstrip("/")


def test_a_session_has_a_short_name(http_client: httpx.Client) -> None:
    for session in ("x" * 65, "x" * 900, "a/b", "\u0661", "", "a b"):
        path = f"/gradio_api/heartbeat/{session}"
        assert http_client.get(path).status_code in (400, 404)
        assert http_client.get("/gradio_api/queue/data", params={"session_hash": session}).status_code == 400
        body = {"data": ["lecture", "mnist"], "fn_index": 0, "session_hash": session}
        assert http_client.post("/gradio_api/queue/join", json=body).status_code == 400


def test_a_model_that_is_none_begins_no_run_that_cannot_end(app_url: str) -> None:
    page = TrainingClient(app_url, f"odd-{next(NUMBERS)}")
    assert page.start(QUICK, model=[[]])[-1]["success"]
    assert "In the model selector it is run 1." in list(page.texts())[-1]


def test_endpoints_may_be_called_as_the_page_says(http_client: httpx.Client) -> None:
    answer = http_client.post("/gradio_api/call/v2/classify", json={"strokes": SEVEN}).raise_for_status()
    with http_client.stream("GET", f"/gradio_api/call/v2/classify/{answer.json()['event_id']}") as stream:
        assert '"label": 7' in "".join(stream.iter_lines())
    for body in ({}, {"strokes": SEVEN, "more": 1}, {"strokes": {}}, {"strokes": SEVEN, "model": ["x" * 20]}):
        status = http_client.post("/gradio_api/call/v2/classify", json=body).status_code
        assert status == (200 if "model" in body else 400)


def test_page_visits_leave_little(app_url: str) -> None:
    config = httpx.get(f"{app_url}/config", trust_env=False).json()
    loading = [e for e in config["dependencies"] if any(target[1] == "load" for target in e["targets"])]

    def visit() -> None:
        with httpx.Client(base_url=app_url, trust_env=False, timeout=60) as client:
            client.get("/").raise_for_status()
            for event in loading:
                end_of(client, event, ["lecture"] * len(event["inputs"]))

    for _ in range(20):
        visit()
    before = health(app_url)["memory_mb"]
    for _ in range(100):
        visit()
    assert health(app_url)["memory_mb"] < before + 10


def test_trainings_leave_no_files_open(app_url: str) -> None:
    def train(**settings: object) -> None:
        page = TrainingClient(app_url, f"trains-{next(NUMBERS)}")
        if page.start({**QUICK, **settings})[-1]["success"]:
            list(page.messages())
        page.http.close()

    train()
    before = health(app_url)["open_files"]
    for _ in range(20):
        train(batch_size=0)
    for _ in range(3):
        train()
    time.sleep(1)
    assert health(app_url)["open_files"] <= before + 3


def test_large_bodies_do_not_reach_the_queue(app_url: str, http_client: httpx.Client) -> None:
    page = TrainingClient(app_url, "large")
    event = page.event("Start")
    body = {"data": ["x" * 20_000] * len(event["inputs"]), "fn_index": event["id"], "session_hash": "large"}
    assert http_client.post("/gradio_api/queue/join", json=body).status_code == 413
    body |= {"data": page.values(QUICK), "event_data": "x" * 400_000}
    assert http_client.post("/gradio_api/queue/join", json=body).status_code == 413


def test_what_nobody_listens_to_is_dropped(impatient_url: str) -> None:
    pages = [TrainingClient(impatient_url, f"unheard-{number}") for number in range(10)]
    for page in pages:
        page.press("Start", *page.values({**QUICK, "epochs": 20, "images": 3000, "batch_size": 1}))
    until = time.monotonic() + 30
    while health(impatient_url)["trainings"]:
        assert time.monotonic() < until, "they still wait"
        time.sleep(0.2)


@contextmanager
def connected(url: str, first: bytes = b"") -> Iterator[socket.socket]:
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(first)
        yield connection


JOIN = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: a\r\n"
HALVES = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half a head": b"GET /config HTTP/1.1\r\nHost: a\r\nX: ",
    "half a body": JOIN + b"Content-Length: 900\r\n\r\n{",
    "half a chunk": JOIN + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{",
    "a body for a closed door": b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\nx",
    "more after an answer": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /conf",
}


@pytest.mark.parametrize("first", HALVES.values(), ids=HALVES.keys())
def test_half_a_request_is_given_up(impatient_url: str, first: bytes) -> None:
    with connected(impatient_url, first) as connection:
        while connection.recv(65_536):
            pass  # until it is closed; else this times out


def test_a_byte_now_and_then_is_half_a_request_too(impatient_url: str) -> None:
    with connected(impatient_url, b"GET / HTTP/1.1\r\n") as connection, pytest.raises(OSError):
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.1)


@pytest.mark.parametrize(
    "first", [b"", b"GET /gradio_api/heartbeat/%d HTTP/1.1\r\nHost: a\r\n\r\n", HALVES["half a body"]]
)
def test_a_flood_of_connections_keeps_nobody_out(
    impatient_url: str, first: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as flood:
        for number in range(150):
            try:
                flood.enter_context(connected(impatient_url, first % number if b"%d" in first else first))
            except OSError:
                break
        assert b"%d" in first or draws(impatient_url)
    until = time.monotonic() + 20
    while True:
        try:
            assert draws(impatient_url)
            break
        except (httpx.HTTPError, http.client.HTTPException):
            assert time.monotonic() < until
            time.sleep(0.5)
    assert len(capsys.readouterr().err) < 2000


def test_who_asks_for_much_waits_for_himself(app_url: str) -> None:
    """One page asks without a pause for all that is dear; another draws."""
    components = httpx.get(f"{app_url}/config", trust_env=False).json()["components"]
    functions = {name: c["id"] for c in components for name in c["props"].get("server_fns", [])}
    zigzag = [[[i / 5000, i * 7919 % 5000 / 5000] for i in range(5000)]]
    dear = {
        "classify": {"strokes": zigzag, "models": ["robust", "lecture"]},
        "look": {"model": "robust", "strokes": zigzag, "off": list(range(700))},
        "weights": {"model": "robust"},
    }

    def ask(name: str, data: dict, session: str) -> httpx.Response:
        body = {"data": data, "component_id": functions[name], "fn_name": name, "session_hash": session}
        address = f"{app_url}/gradio_api/component_server/"
        return httpx.post(address, json=body, timeout=60, trust_env=False)

    until = time.monotonic() + 5

    def attack(kind: tuple[str, dict]) -> None:
        while time.monotonic() < until:
            ask(*kind, "attacker")

    times: list[float] = []
    with ThreadPoolExecutor(12) as pool:
        attacks = [pool.submit(attack, kind) for kind in [*dear.items()] * 4]
        while time.monotonic() < until:
            began = time.monotonic()
            answer = ask("classify", {"strokes": SEVEN, "models": ["lecture"]}, "drawer").json()
            times.append(time.monotonic() - began)
            assert answer["answers"][0]["label"] == 7
        for attack_ in attacks:
            attack_.result()
    assert sorted(times)[len(times) // 2] < 0.5
