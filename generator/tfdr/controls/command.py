"""`tfdr controls`: which compliance controls does this repository say it holds, and where?"""

import shlex
from dataclasses import dataclass

from tfdr.controls import evidence, oscal
from tfdr.errors import ExitCode
from tfdr.project import absolute
from tfdr.terminal import console


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlsOptions:
    """What to list, and how.

    Attributes:
        directory: the one that was generated, as it was named.
        format: text, json or oscal.
    """

    directory: str
    format: str = "text"


def run(options: ControlsOptions) -> ExitCode:
    """List the controls of a generated repository, or export them.

    Raises:
        TfdrError: there is no controls.json, or it is not what tfdr writes.
    """
    root = absolute(options.directory)
    found = evidence.read(root)
    if options.format == "json":
        print(found.text, end="")
    elif options.format == "oscal":
        print(oscal.text(found))
    else:
        _show(found)
        console.next_steps(f"tfdr check --controls {shlex.quote(options.directory)}")
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
