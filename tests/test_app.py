"""app.py as it is started."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import httpx
import pytest
from gradio_client import Client

import app
from mnistff import artifact
from mnistff.data import Split
from mnistff.hub import Source
from mnistff.system.errors import KnownError
from support.apart import PATIENCE
from support.mnist_files import write_mnist
from support.questions import DIRECT, ask
from support.served import ROOT, running
from support.training_client import QUICK, TrainingClient


def run(
    *arguments: str, options: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "app.py", *arguments]
    environment = {**os.environ, **environment}
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, env=environment
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--model", "nowhere"], "nowhere is neither a folder nor USER/REPO[@REVISION]"),
        (["--model", "a/b/c"], "a/b/c is neither a folder nor"),
        (["--model", "ann/digits@"], "ann/digits@ is neither a folder nor"),
        (["--model", "tests"], "tests/model.safetensors is missing"),
        (["--model"], "expected one argument"),
        (["--port", "many"], "many is no port"),
        (["--port", "99999"], "99999 is no port"),
        (["--port", "0"], "0 is no port"),
        (["--model", "n" * 300], "is neither a folder nor"),
        (["--host", "192.0.2.1"], "Can't serve at 192.0.2.1: "),
        (["--root-path", "/a b"], "/a b is neither a path, as /app, nor as https://HOST/app"),
        (["--model", "tests/lectur"], "There is no folder tests/lectur, though there is tests."),
        (["--model", "~/nowhere"], "~/nowhere is neither a folder nor"),
        (["--model", ""], "is neither a folder nor"),
    ],
)
def test_an_error_is_a_sentence_and_exit_code_2(
    refusal: Callable[[ModuleType, list[str]], str], arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(app, arguments)


@pytest.mark.parametrize(
    ("options", "environment", "code", "sentence"),
    [
        (("-S",), {}, 2, "No module named 'torch'. To install what the app needs: "),
        (
            (),
            {"SSL_CERT_FILE": "/nowhere"},
            2,
            "The certificates of SSL_CERT_FILE in the environment can't",
        ),
        ((), {"GRADIO_NUM_PORTS": "abc"}, 2, "GRADIO_NUM_PORTS in the environment must be a whole number"),
        ((), {"PYTHONPATH": "{broken}"}, 1, "nobody thought of (RuntimeError)"),
    ],
    ids=["what it needs is not installed", "certificates", "a number", "nobody thought of it"],
)
def test_whatever_else_goes_wrong_at_the_start_is_a_sentence_too(
    tmp_path: Path, options: tuple[str, ...], environment: dict[str, str], code: int, sentence: str
) -> None:
    (tmp_path / "torch.py").write_text("raise RuntimeError")
    environment = {name: value.format(broken=tmp_path) for name, value in environment.items()}
    result = run(options=options, **environment)
    assert result.returncode == code
    assert result.stderr.splitlines()[-1].startswith("app.py: ")
    assert sentence in result.stderr.splitlines()[-1]
    assert ("Traceback" in result.stderr) == (code == 1)


def test_models_in_the_environment_may_have_spaces_and_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my models").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(app.MODELS, "  'ann/digits@v1'  \"~/my models\" \n ann/digits ")
    assert app.in_environment() == ["ann/digits@v1", "~/my models", "ann/digits"]
    places = [Source("ann/digits", "v1"), tmp_path / "my models", Source("ann/digits")]
    assert app.find(app.in_environment()) == places
    monkeypatch.setenv(app.MODELS, "artifacts\\lecture #1")
    assert app.in_environment() == ["artifacts\\lecture", "#1"]
    monkeypatch.setenv(app.MODELS, "'my models")
    with pytest.raises(KnownError, match="quotation mark"):
        app.in_environment()


def test_a_model_on_the_hub_may_be_named_like_a_folder() -> None:
    assert app.find(["tests/digits@main"]) == [Source("tests/digits")]


def test_a_folder_that_may_not_be_looked_into_is_none(strangers: Path) -> None:
    (strangers / "locked" / "model").mkdir(parents=True)
    (strangers / "locked").chmod(0)
    try:
        with pytest.raises(KnownError, match="neither a folder nor"):
            app.find([str(strangers / "locked" / "model")])
    finally:
        (strangers / "locked").chmod(0o700)


def test_help_suffices() -> None:
    result = run("--help")
    assert result.returncode == 0
    for flag in ("--model", "--host", "--port", "--root-path", "--share"):
        assert flag in result.stdout


@pytest.fixture(scope="module")
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that answers 503 to everything, and what it was asked for."""
    asked = []

    class Busy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(503)

        do_CONNECT = do_HEAD = do_POST = do_GET  # noqa: N815

    server = HTTPServer(("127.0.0.1", 0), Busy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


class Odd(NamedTuple):
    """The app with four models in folders, one of a name that is no text, and a strange environment."""

    url: str
    process: subprocess.Popen[str]
    folder: Path


@pytest.fixture(scope="module")
def odd(
    tmp_path_factory: pytest.TempPathFactory, proxy: tuple[str, list[str]], trained: Path, digits: Split
) -> Iterator[Odd]:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "temporary").mkdir()
    nameless = os.fsdecode(os.fsencode(folder) + b"/b\xffd") if sys.platform == "linux" else folder / "b�d"
    for place in (folder / "mine", Path(nameless)):
        place.symlink_to(artifact.PRETRAINED["lecture"], target_is_directory=True)
    shutil.copytree(trained, folder / "small")
    models = [folder / "mine", artifact.PRETRAINED["lecture"], nameless, folder / "small"]
    environment = {
        "http_proxy": proxy[0],
        "HTTPS_PROXY": proxy[0],
        "ALL_PROXY": "socks://127.0.0.1:9",
        "NO_PROXY": "[::1],fe80::/10,school.example",
        "GRADIO_DEBUG": "1",
        "MNISTFF_DATA": str(write_mnist(folder / "data", digits, digits)),
        "TMPDIR": str(folder / "temporary"),
    }
    with running(*(f"--model={model}" for model in models), **environment) as (url, process):
        yield Odd(url, process, folder)


def test_folders_given_are_the_models_shown_also_one_whose_name_is_no_text(odd: Odd) -> None:
    offered = ask(odd.url, "models", {}).json()["models"]
    assert [(each["key"], each["label"]) for each in offered] == [
        *(("mine", "mine"), ("lecture", "lecture"), ("b\ufffdd", "b\ufffdd"), ("small", "small")),
    ]


def test_whatever_proxies_are_in_the_environment_are_not_asked(
    odd: Odd, proxy: tuple[str, list[str]]
) -> None:
    assert httpx.get(f"{odd.url}/config", **DIRECT).status_code == 200
    assert not proxy[1]


def test_a_served_model_stays_what_it_is_when_its_files_are_written_over(odd: Odd) -> None:
    client = Client(odd.url, verbose=False)

    def ask() -> tuple:
        matrix = client.predict("small", api_name="/confusion_matrix")
        return client.predict([[[30, 25], [70, 25], [50, 80]]], "small", api_name="/classify"), matrix

    before = ask()
    for change in (lambda path: (artifact.PRETRAINED["lecture"] / path.name).read_bytes(), lambda path: b""):
        for name in artifact.REQUIRED:
            file = odd.folder / "small" / name
            file.write_bytes(change(file))
        assert ask() == before


def test_ctrl_c_ends_it_though_somebody_trains(odd: Odd) -> None:
    """The last test here: it ends the app. SIGTERM is in serving/http/test_patience.py."""
    page = TrainingClient(odd.url, "trains")
    page.start({**QUICK, "epochs": 20, "images": 3000, "batch_size": 1, "hidden": 512})
    next(text for text in page.texts() if text.startswith("Epoch"))
    odd.process.send_signal(signal.SIGINT)
    assert odd.process.wait(20) == 130  # it would train for 55 seconds
    left = [path.name for path in (odd.folder / "temporary").iterdir()]
    assert not [name for name in left if not name.startswith("torchinductor_")]
