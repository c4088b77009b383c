"""`tfdr controls`: which compliance controls does this repository say it holds, and where?"""

import argparse
import os
import shlex
from pathlib import Path

from tfdr.controls import evidence, oscal
from tfdr.errors import ExitCode
from tfdr.terminal import console


def run(args: argparse.Namespace) -> ExitCode:
    """List the controls of a generated repository, or export them.

    Args:
        args: dir and format.

    Raises:
        TfdrError: there is no controls.json, or it is not what tfdr writes.
    """
    root = Path(os.path.abspath(args.dir))  # noqa: PTH100  resolve() would follow links
    found = evidence.read(root)
    if args.format == "json":
        print(found.text, end="")
    elif args.format == "oscal":
        print(oscal.text(found))
    else:
        _show(found)
        console.next_steps(f"tfdr check --controls {shlex.quote(args.dir)}")
    return ExitCode.OK


def _show(found: evidence.Evidence) -> None:
    rows = [
        (each.id, str(len(each.addresses) or "none"), each.title, each.asked_by)
        for each in found.controls.values()
    ]
    console.table(("control", "addresses", "what", "asked for by"), rows)
    here = sum(bool(each.addresses) for each in found.controls.values())
    console.out.print(
        f"\n{here} of {len(found.controls)} controls of the level {found.level} are configured.\n"
        "Configuration support, not certification: docs/controls.md says what is left to others."
    )
