"""What anybody on the internet could do with `curl`, done to the app as it is served."""

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import httpx
import pytest

from mnistff.serving.http.queue import MOST_OF_PAGE
from support.apart import PATIENCE
from support.questions import DIRECT, read_as
from support.training_client import QUICK, TrainingClient

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


@pytest.fixture
def http_client(app_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=app_url, **DIRECT) as client:
        yield client


def health(url: str) -> dict:
    return httpx.get(f"{url}/healthz", **DIRECT).raise_for_status().json()


def join(client: httpx.Client, session: str, event: dict, values: list, data: object = None) -> str:
    """Put an event into the queue; its id."""
    body = {"data": values, "event_data": data, "fn_index": event["id"], "session_hash": session}
    return client.post("/gradio_api/queue/join", json=body).raise_for_status().json()["event_id"]


def messages_to(client: httpx.Client, session: str) -> list[str]:
    """All that a page is told, until nothing of it is under way."""
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        return [line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: ")]


def end_of(client: httpx.Client, event: dict, values: list) -> dict:
    """The last message about an event that is joined with such values."""
    session = f"attack-{next(NUMBERS)}"
    join(client, session, event, values)
    return json.loads(next(line for line in messages_to(client, session) if "process_completed" in line))


def test_whatever_is_sent_to_an_event_is_answered_and_leaves_no_traceback(
    http_client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """In time, too: the client waits two minutes for each, and no more."""
    events = [event for event in http_client.get("/config").json()["dependencies"] if event["backend_fn"]]
    kinds = {(*event["inputs"], None, *event["outputs"]): event for event in events}
    assert len(kinds) > 6
    for event in kinds.values():
        count = len(event["inputs"])
        sent = [([value] * count, DATA_OF_EVENTS[3]) for value in JUNK if count]
        sent += [(["lecture"] * count, data) for data in DATA_OF_EVENTS]
        for first in range(0, len(sent), MOST_OF_PAGE):
            session = f"attack-{next(NUMBERS)}"
            some = sent[first : first + MOST_OF_PAGE]
            joined = {join(http_client, session, event, *values) for values in some}
            messages = messages_to(http_client, session)
            sizes = Counter()
            for line in messages:
                sizes[json.loads(line).get("event_id")] += len(line)
            ended = {json.loads(line)["event_id"] for line in messages if "process_completed" in line}
            assert ended == joined
            assert max(sizes.values()) < 20_000
    assert "Traceback" not in capfd.readouterr().err


def test_markup_and_letters_of_terminals_arrive_as_text(http_client: httpx.Client) -> None:
    page = TrainingClient(str(http_client.base_url).rstrip("/"), "markup")
    messages = page.start({**QUICK, "optimizer": "<img src=//evil>\x1b[31m\n[a](//evil)"})
    told = next(each["output"]["data"][0]["text"] for each in messages if each["msg"] == "process_generating")
    assert told.startswith("Optimizer must be one of adam, sgd, not '<img src=//evil>")
    assert told.isprintable()  # it is shown as text


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
    assert "It is run 1 now." in list(page.texts())[-1]


def test_endpoints_may_be_called_as_the_page_says(http_client: httpx.Client) -> None:
    answer = http_client.post("/gradio_api/call/v2/classify", json={"strokes": SEVEN}).raise_for_status()
    with http_client.stream("GET", f"/gradio_api/call/v2/classify/{answer.json()['event_id']}") as stream:
        assert '"label": 7' in "".join(stream.iter_lines())
    for body in ({}, {"strokes": SEVEN, "more": 1}, {"strokes": {}}, {"strokes": SEVEN, "model": ["x" * 20]}):
        status = http_client.post("/gradio_api/call/v2/classify", json=body).status_code
        assert status == (200 if "model" in body else 400)


def test_page_visits_leave_little(app_url: str) -> None:
    config = httpx.get(f"{app_url}/config", **DIRECT).json()
    loading = [e for e in config["dependencies"] if any(target[1] == "load" for target in e["targets"])]

    def visit() -> None:
        with httpx.Client(base_url=app_url, **DIRECT) as client:
            client.get("/").raise_for_status()
            for event in loading:
                end_of(client, event, ["lecture"] * len(event["inputs"]))

    for _ in range(20):
        visit()
    before = health(app_url)["memory_mb"]
    for _ in range(60):
        visit()
    assert health(app_url)["memory_mb"] < before + 6


def test_trainings_leave_no_files_open(app_url: str) -> None:
    def train(**settings: object) -> None:
        page = TrainingClient(app_url, f"trains-{next(NUMBERS)}")
        if page.start({**QUICK, **settings})[-1]["success"]:
            list(page.messages())
        page.http.close()

    train()
    before = health(app_url)["open_files"]
    for _ in range(10):
        train(batch_size=0)
    for _ in range(3):
        train()
    until = time.monotonic() + PATIENCE
    while health(app_url)["open_files"] > before + 3:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_large_bodies_do_not_reach_the_queue(app_url: str, http_client: httpx.Client) -> None:
    page = TrainingClient(app_url, "large")
    event = page.event("submit")
    body = {"data": [], "event_data": "x" * 20_000, "fn_index": event["id"], "session_hash": "large"}
    assert http_client.post("/gradio_api/queue/join", json=body).status_code == 413
    body |= {"event_data": "x" * 400_000}
    assert http_client.post("/gradio_api/queue/join", json=body).status_code == 413


def test_who_asks_for_much_waits_for_himself(app_url: str) -> None:
    """One page asks without a pause for all that is dear; another draws."""
    components = httpx.get(f"{app_url}/config", **DIRECT).json()["components"]
    functions = {name: c["id"] for c in components for name in c["props"].get("server_fns", [])}
    zigzag = [[[i / 5000, i * 7919 % 5000 / 5000] for i in range(5000)]]
    dear = {
        "classify": {"strokes": zigzag, "models": ["robust", "lecture"]},
        "look": {"model": "robust", "strokes": zigzag, "off": list(range(700))},
    }

    def ask(name: str, data: dict, session: str) -> httpx.Response:
        body = {"data": data, "component_id": functions[name], "fn_name": name, "session_hash": session}
        address = f"{app_url}/gradio_api/component_server/"
        return httpx.post(address, json=body, **DIRECT)

    over = threading.Event()

    def attack(kind: tuple[str, dict]) -> list[float]:
        times = [ask(*kind, "attacker").elapsed.total_seconds()]
        while not over.is_set():
            times.append(ask(*kind, "attacker").elapsed.total_seconds())
        return times

    with ThreadPoolExecutor(12) as pool:
        attacks = [pool.submit(attack, kind) for kind in [*dear.items()] * 6]
        try:
            answers = [
                ask("classify", {"strokes": SEVEN, "models": ["lecture"]}, "drawer") for _ in range(20)
            ]
        finally:
            over.set()
        waits = [wait for each in attacks for wait in each.result()]
    assert all(read_as(answer.json()) == 7 for answer in answers)
    assert median(answer.elapsed.total_seconds() for answer in answers) < median(waits) / 2
