"""What tools that make one file have in common."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def main(file: Path, text: Callable[[], str], description: str | None) -> int:
    """Write a file with `--write`, or say whether it is what would be written.

    Args:
        file: what is made.
        text: makes its content.
        description: for `--help`.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--write", action="store_true", help="write it")
    args, made = parser.parse_args(), text()
    if args.write:
        file.write_text(made, encoding="utf-8")
        return 0
    if file.read_text(encoding="utf-8") == made:
        return 0
    print(f"{file.name} is not what would be written", file=sys.stderr)
    return 1
