"""What Spaces, ZeroGPU, Jobs and uv read of this repository."""

import re
import shlex
from collections.abc import Callable
from importlib.metadata import metadata, version

import pytest
from huggingface_hub import SpaceCard, SpaceHardware
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

import app
from mnistff import artifact
from mnistff.serving.models import Models
from mnistff.serving.trainings.visitors import Visitors
from mnistff.ui import MOST_WAITING, build_app
from support.code import imports
from support.lower_bounds import lower_bounds, read_requirements
from support.served import ROOT

REQUIREMENTS = read_requirements()
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"^hf .*$", README, re.MULTILINE)))
client = Version(version("huggingface_hub"))


@pytest.fixture
def hf(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the Hub's command line prints; in this process, which saves importing it for each command."""

    def hf(*words: str) -> str:
        from huggingface_hub.cli.hf import app as command_line

        with pytest.raises(SystemExit) as ended:
            command_line(words, prog_name="hf")
        printed, errors = capsys.readouterr()
        assert not ended.value.code, errors
        return printed

    return hf


def test_the_front_matter_makes_the_repository_a_space() -> None:
    space = SpaceCard(README).data
    assert (space.sdk, space.app_file, space.license) == ("gradio", "app.py", "mit")
    assert (ROOT / space.app_file).is_file()
    assert space.python_version in ("3.10", "3.12")  # ZeroGPU has no other
    assert len(space.short_description) <= 60
    assert space.suggested_hardware in list(SpaceHardware)
    assert space["header"] == "mini"
    assert {"mnist", "pytorch"} <= set(space.tags)


def test_visitors_may_sign_in_and_the_app_may_change_what_it_makes_alone() -> None:
    space = SpaceCard(README).data
    assert space["hf_oauth"] is True
    assert space["hf_oauth_scopes"] == ["contribute-repos"]


def test_models_of_ones_own_are_named_by_taking_the_comment_signs_away() -> None:
    assert SpaceCard(README).data.models is None
    space = SpaceCard(re.sub(r"^# (?=models:|preload_from_hub:)", "", README, flags=re.MULTILINE)).data
    (create,) = [shlex.split(command) for command in COMMANDS if "repos create" in command]
    (variable,) = [word for word in create if word.startswith(f"{app.MODELS}=")]
    shown = [name.partition("@")[0] for name in variable.partition("=")[2].split()]
    assert space.models == space["preload_from_hub"] == shown


def test_the_spaces_gradio_is_what_is_tested_here() -> None:
    stated = SpaceCard(README).data.sdk_version
    assert re.fullmatch(r"\d+\.\d+\.\d+", stated)
    gradio = next(each for each in REQUIREMENTS if each.name == "gradio")
    assert gradio.specifier.contains(stated)
    assert gradio.specifier.contains(version("gradio"))
    if Version(version("gradio")) == Version(lower_bounds([gradio])["gradio"]):
        pytest.skip("The oldest Gradio is installed: what older ones do is tested here.")
    assert Version(version("gradio")) >= Version(stated)


def test_every_requirement_says_what_is_too_old_and_what_may_be_too_new() -> None:
    for requirement in REQUIREMENTS:
        assert {each.operator for each in requirement.specifier} == {">=", "<"}, requirement


@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12"])
def test_the_oldest_versions_are_for_every_python_that_is_named(python: str) -> None:
    """Of those that are installed: all but torch in `.ci/run`, which also asks PyPI for the newest."""
    for requirement in REQUIREMENTS:
        about = metadata(requirement.name)
        if Version(about["Version"]) == Version(lower_bounds([requirement])[requirement.name]):
            assert SpecifierSet(about["Requires-Python"] or "").contains(f"{python}.0"), requirement


def test_the_first_code_block_still_ends_with_the_test_command() -> None:
    block = README.split("```")[1].strip()
    assert block.splitlines()[-1].endswith(".venv/bin/python -m pytest")


def test_uv_finds_what_train_needs() -> None:
    block = re.match(r"# /// script\n(.*?)# ///\n", (ROOT / "train.py").read_text(), re.DOTALL)[1]
    stated = re.findall(r'^#   "(.*)",$', block, re.MULTILINE)
    package = (ROOT / "mnistff").rglob("*.py")
    files = [path for path in package if not {"lecture", "serving", "ui"} & set(path.parts)]
    roots = {name.split(".")[0] for path in [ROOT / "train.py", *files] for name in imports(path)}
    needed = [str(each) for each in REQUIREMENTS if each.name.replace("-", "_") in roots]
    assert sorted(map(str, map(Requirement, stated))) == sorted(needed)


@pytest.mark.skipif(client < Version("1.16.4"), reason="hf of 1.16.0 does not run with typer of today.")
@pytest.mark.parametrize("command", [command for command in COMMANDS if "train.py" not in command])
def test_the_hubs_client_has_every_flag_that_is_documented(hf: Callable[..., str], command: str) -> None:
    words = shlex.split(command)
    plain = list(map(str.isalpha, words[1:]))
    subcommands = words[1 : 1 + plain.index(False)] if False in plain else words[1:]
    printed = hf(*subcommands, "--help")
    assert f"Usage: hf {' '.join(subcommands)} " in printed
    for flag in (word for word in words if word.startswith("--")):
        assert f"{flag} " in printed or f"{flag}," in printed


@pytest.mark.skipif(client < Version("1.32"), reason="hf jobs has --dry-run from 1.32 on.")
def test_the_job_is_one_that_the_client_would_send(
    hf: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    (command,) = [command for command in COMMANDS if "train.py" in command]
    words = shlex.split(command.replace("uv run ", "uv run --dry-run "))
    printed = hf(*words[1:])
    assert "--recipe robust --push-to USER/REPO" in printed
    assert "hf_write" not in printed


def test_the_queue_has_room_on_zerogpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    pages = build_app(Visitors(Models(artifact.load_all(artifact.PRETRAINED.values()))))
    assert pages._queue.max_size == MOST_WAITING
