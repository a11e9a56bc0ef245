"""Run the lecture's notebook, and write `mnistff/lecture/lecture.ipynb` with what its cells gave.

MNISTFF_DATA=folder python -m docs.notebook
"""

import tempfile
import time
from pathlib import Path

import nbformat

from mnistff.data import data_folder, load_mnist
from mnistff.lecture.notebook import EXECUTED
from support.notebook import execute, make


def main() -> None:
    load_mnist("train")  # so that it is there
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "MNIST").symlink_to((data_folder() / "MNIST").absolute())
        began = time.monotonic()
        executed = execute(make(), Path(folder))
        print(f"{time.monotonic() - began:.0f} s")
    nbformat.write(executed, EXECUTED)


if __name__ == "__main__":
    main()
