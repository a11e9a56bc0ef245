"""What the Hub's client does, and how it answers to whoever gave the job."""

import json
import subprocess

import pytest

from mnistff.hub import Source
from mnistff.hub_client import jobs
from mnistff.hub_client.process import COMMAND, environment
from support.loopback_hub import LoopbackHub


def fine(*names: str, permissions: tuple[str, ...] = ("repo.write",)) -> dict:
    """A fine-grained token for these names."""
    scoped = [{"entity": {"name": name}, "permissions": [*permissions]} for name in names]
    return {"fineGrained": {"scoped": [{"entity": {}, "permissions": []}, *scoped]}}


@pytest.mark.parametrize(
    ("token", "may"),
    [
        (fine("ann"), True),
        (fine("bob", "Ann/Digits"), True),
        (fine("bob"), False),
        (fine("ann", permissions=("repo.content.read",)), False),
        (fine(), False),
    ],
)
def test_a_fine_grained_token_says_where_one_may_write(token: dict, may: bool) -> None:
    assert jobs.may_write(token, {"ann", "ann/digits"}) == may


def test_the_date_is_the_commits(the_hub: LoopbackHub, source: Source) -> None:
    commit = the_hub.repositories[source.repo_id].commit("main")
    told = jobs.date_of(source.repo_id, commit.sha)
    assert told == commit.date.replace(microsecond=0).isoformat()
    assert jobs.fetch(source.repo_id, commit.sha, [], anew=False) == told


def test_a_card_is_read_and_nothing_is_left_here(the_hub: LoopbackHub) -> None:
    commit = the_hub.add("ann/card", {"README.md": "# Über\n".encode()})
    assert jobs.read("ann/card", commit.sha, "README.md") == "# Über\n"


def test_a_job_is_answered_in_lines_with_signs_of_life_before(the_hub: LoopbackHub, source: Source) -> None:
    commit = the_hub.repositories[source.repo_id].commit("main")
    arguments = {"repo_id": source.repo_id, "commit": commit.sha, "names": [], "anew": False}
    with begun({"name": str(source), "job": "fetch", "arguments": arguments}) as process:
        *signs, result = [json.loads(line) for line in process.stdout]
    assert signs == [{"alive": True}] * len(signs) and len(signs) > 1  # it began, and the Hub answered
    assert result == {"result": commit.date.replace(microsecond=0).isoformat()}
    assert process.returncode == 0


def test_what_goes_wrong_is_a_sentence(the_hub: LoopbackHub) -> None:
    arguments = {"repo_id": "ann/none", "commit": "0" * 40, "names": ["config.json"], "anew": False}
    with begun({"name": "ann/none", "job": "fetch", "arguments": arguments}) as process:
        lines = [json.loads(line) for line in process.stdout]
    assert lines[0] == {"alive": True}
    assert lines[-1]["error"].startswith("There is no ann/none on the Hub")


def begun(task: dict) -> subprocess.Popen[str]:
    """A process with a job; its stdin stays open, as it ends with that."""
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment()
    )
    print(json.dumps(task), file=process.stdin, flush=True)
    return process
