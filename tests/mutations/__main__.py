"""Judges mutants: `python -m tests.mutations`; with `--write`, writes docs/mutations.md of it."""

import argparse
import sys

from tests.mutations import page
from tests.mutations.runner import run
from tests.support import PRESETS


def main() -> int:
    """Judge mutants, and print the page or write it."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the page, in place of printing")
    parser.add_argument("--presets", default="", help="names, separated by commas; all without it")
    parser.add_argument("--size", type=int, default=150, help="mutants of each preset; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="presets at once")
    for judge, number in (("process", 10), ("validate", 15), ("checkov", 12)):
        parser.add_argument(f"--{judge}", type=int, default=number, help="mutants that it judges")
    given = parser.parse_args()
    others = {judge: getattr(given, judge) for judge in ("process", "validate", "checkov")}
    presets = given.presets.split(",") if given.presets else PRESETS
    result = run(presets, given.size, given.seed, others, given.workers, page.hints())
    if given.write:
        page.write(result)
    else:
        sys.stdout.write(page.text(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
