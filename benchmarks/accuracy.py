"""Test accuracy of the lecture's recipe over seeds: the plain loop's and ours.

python -m benchmarks.accuracy
MNISTFF_DATA=folder python -m benchmarks.accuracy --seeds 2 --epochs 3
"""

import argparse
import statistics

from benchmarks.training import RECIPE, our_loop, plain_loop
from mnistff.data import load_mnist


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--seeds", type=int, default=5, help="seeds 0 to this less one (%(default)s)")
    parser.add_argument("--epochs", type=int, default=RECIPE.epochs, help="(%(default)s)")
    options = parser.parse_args()
    train, test = (load_mnist(split) for split in ("train", "test"))
    print("seed  plain loop     ours")
    plain, ours = [], []
    for seed in range(options.seeds):
        plain.append(plain_loop(seed, options.epochs))
        ours.append(our_loop(train, test, seed, options.epochs))
        print(f"{seed:4} {plain[-1]:11.2%} {ours[-1]:8.2%}", flush=True)
    print(f"mean {statistics.mean(plain):11.2%} {statistics.mean(ours):8.2%}")
    print(f"spread {max(plain) - min(plain):9.2%} {max(ours) - min(ours):8.2%}")


if __name__ == "__main__":
    main()
