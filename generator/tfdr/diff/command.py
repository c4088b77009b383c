"""What `tfdr diff` prints.

With `--format json` it prints one object: `schema` (1), `directory`, `template`, `version`,
`exit_code`, `files` (each with `path`, `kind`, `added`, `removed`, `binary` and, without
`--stat`, `diff`) and `notes`.
"""

import json
import shlex
from dataclasses import asdict, dataclass
from pathlib import Path

from tfdr.diff.changes import Change, between
from tfdr.diff.version import rendered
from tfdr.errors import ExitCode
from tfdr.rendering.recorded import Recorded, read
from tfdr.rendering.render import BUILT_IN
from tfdr.terminal import console

SCHEMA = 1
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffOptions:
    """What to compare, and how.

    Attributes:
        directory: the one that was generated, as it was named.
        stat: whether to leave out the lines that differ.
        template: where the template is now; None for where it was.
        format: text or json.
    """

    directory: str
    stat: bool = False
    template: str | None = None
    format: str = "text"


def run(options: DiffOptions) -> ExitCode:
    """Show how a folder differs from what was generated.

    Raises:
        TfdrError: what was generated cannot be rendered again, with the reason.
    """
    folder = Path(options.directory)
    recorded = read(folder)
    with (
        console.progress("Rendering the recorded version"),
        rendered(folder, recorded, options.template) as version,
    ):
        changes = between(version.tree, folder)
        notes = version.notes
    code = ExitCode.FINDINGS if changes else ExitCode.OK
    if options.format == "json":
        print(json.dumps(_as_json(options, recorded, changes, notes, code), indent=2))
    else:
        _report(options, recorded, changes, notes)
    return code


def _as_json(
    options: DiffOptions,
    recorded: Recorded,
    changes: list[Change],
    notes: list[str],
    code: ExitCode,
) -> dict[str, object]:
    files = [asdict(change) for change in changes]
    for file in files if options.stat else ():
        del file["diff"]
    return {
        "schema": SCHEMA,
        "directory": str(Path(options.directory).absolute()),
        "template": recorded.place,
        "version": recorded.commit,
        "exit_code": int(code),
        "files": files,
        "notes": notes,
    }


def _report(
    options: DiffOptions, recorded: Recorded, changes: list[Change], notes: list[str]
) -> None:
    if not options.stat:
        for change in changes:
            _print_diff(change)
    if changes:
        if not options.stat:
            console.out.print()
        rows = [(each.path, each.kind, *_counts(each)) for each in changes]
        console.table(("file", "by hand", "+", "-"), rows)
        console.out.print()
    for note in notes:
        console.out.print(note, markup=False)
    said = f"{len(changes)} file(s) changed" if changes else "Nothing was changed"
    where = f" of {recorded.place}" if recorded.source not in {"", BUILT_IN} else " of tfdr"
    console.out.print(f"{said} by hand since {recorded.commit}{where}.", markup=False)
    folder = shlex.quote(options.directory)
    if options.template is not None:
        folder += f" --template {shlex.quote(options.template)}"
    if changes and options.stat:
        console.next_steps(f"tfdr diff {folder}")
    elif options.template is None and recorded.source in {"", BUILT_IN}:
        console.next_steps(f"tfdr check {shlex.quote(options.directory)}")
    else:
        console.next_steps(f"tfdr update {folder}")


def _counts(change: Change) -> tuple[str, str]:
    return ("binary", "") if change.binary else (str(change.added), str(change.removed))


def _print_diff(change: Change) -> None:
    if not console.out.is_terminal:
        print(change.diff, end="")
        return
    from rich.text import Text

    for number, line in enumerate(change.diff.rstrip("\n").split("\n")):
        style = (
            "bold" if number < 1 or line.startswith(("---", "+++")) else _STYLES.get(line[:1], "")
        )
        console.out.print(Text(console.safe(line), style))
