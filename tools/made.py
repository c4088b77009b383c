"""What tools that make one file have in common."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = "make docs"


def main(file: Path, text: Callable[[], str], description: str | None, again: str = "") -> int:
    """Write a file with `--write`, or say whether it is what would be written.

    Args:
        file: what is made.
        text: makes its content.
        description: for `--help`.
        again: the command that makes it with others; empty where it is made by itself.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--write", action="store_true", help="write it")
    args, made = parser.parse_args(), text()
    if args.write:
        file.write_text(made, encoding="utf-8")
        return 0
    if file.read_text(encoding="utf-8") == made:
        return 0
    stale = f"is not current: run `{again}`" if again else "is not what would be written"
    print(f"{file.relative_to(ROOT) if again else file.name} {stale}", file=sys.stderr)
    return 1
