"""The oldest version of each package that requirements.txt allows, as constraints for pip.

`.ci/run` runs the tests with all of them but torch. To run them with that as well, on Python 3.10, and
with `spaces`, as a Space has it (the oldest client of the Hub needs urllib3 and does not say so;
`spaces` brings it):

    python support/lower_bounds.py > oldest.txt
    python -m venv .oldest && .oldest/bin/pip install -r requirements-dev.txt spaces -c oldest.txt
    .oldest/bin/python -m pytest --ignore=tests/browser

With names (`python support/lower_bounds.py huggingface-hub`) it prints those packages only.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement

REQUIREMENTS = Path(__file__).parent.parent / "requirements.txt"


def read_requirements() -> list[Requirement]:
    return [Requirement(line) for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines() if line]


def lower_bounds(requirements: Iterable[Requirement]) -> dict[str, str]:
    """The version behind >= of each requirement, by the package's name."""
    return {
        requirement.name: next(each.version for each in requirement.specifier if each.operator == ">=")
        for requirement in requirements
    }


if __name__ == "__main__":
    for name, version in lower_bounds(read_requirements()).items():
        if name in sys.argv[1:] or not sys.argv[1:]:
            print(f"{name}=={version}")
