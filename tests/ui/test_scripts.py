"""The scripts' state, tested without a page: by Node's own test runner, where there is one."""

import shutil
import subprocess
from pathlib import Path

from support.needs import need
from support.served import ROOT

NODE = shutil.which("node")
TESTS = sorted(Path(__file__).parent.rglob("*.test.mjs"))


def test_what_is_tested_by_node() -> None:
    need(NODE, "Node")
    assert len(TESTS) > 5
    result = subprocess.run([NODE, "--test", *TESTS], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
