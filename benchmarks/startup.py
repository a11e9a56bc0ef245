"""From `python app.py` to the first page served, against importing torch and gradio alone.

python -m benchmarks.startup
"""

import argparse
import statistics
import subprocess
import sys
import time

from support.served import serving


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--runs", type=int, default=5, help="of each, in turn (%(default)s)")
    options = parser.parse_args()
    imports, pages = [], []
    for _ in range(options.runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import torch, gradio"], check=True)
        imports.append(time.perf_counter() - start)
        start = time.perf_counter()
        with serving():
            pages.append(time.perf_counter() - start)
    imported, served = statistics.median(imports), statistics.median(pages)
    print(f"import torch, gradio   {imported:.2f} s")
    print(f"first page served      {served:.2f} s, {served / imported:.2f} times as long")


if __name__ == "__main__":
    main()
