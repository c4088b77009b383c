"""`tfdr update`: a generated repository, with the changes made to it, on a newer template."""

import argparse
import shlex
from pathlib import Path
from typing import Any

from generator import console, questions, worktree
from generator.answers import ANSWERS_FILE, from_flags, resolve
from generator.errors import BadAnswer, ConflictsLeft, ExitCode, TfdrError
from generator.recorded import Recorded, read
from generator.render import BUILT_IN, Source, opened, update


def run(args: argparse.Namespace) -> ExitCode:
    """Update a folder in place.

    Args:
        args: dir, data, template, ref.

    Raises:
        ConflictsLeft: the update is done but for the files that it lists.
        TfdrError: the folder cannot be updated. Nothing has changed then.
    """
    folder = Path(args.dir)
    recorded = read(folder)
    origin = _origin(recorded, args)
    worktree.refuse_unless_clean(folder)
    data = from_flags(args.data)
    with opened(origin["_src_path"], args.ref) as source, console.progress("Updating"):
        answers = resolve(questions.load(source.root), [data, recorded.given])
        changes = {name: answers.given[name] for name in data.answers}
        origin["_src_path"] = source.url
        _run(source, folder, changes, origin)
    _report(folder, answers.dropped)
    return ExitCode.OK


def _run(source: Source, folder: Path, changes: dict[str, Any], origin: dict[str, str]) -> None:
    try:
        update(source, folder, changes, origin)
    except BaseException as error:
        if worktree.changed(folder):
            console.error(
                "the update stopped half-way. Go back to where it was with:\n"
                f"  git -C {shlex.quote(str(folder))} checkout -- . && "
                f"git -C {shlex.quote(str(folder))} clean -fd ."
            )
        if isinstance(error, BadAnswer):
            raise BadAnswer(
                error.answer, f"{error.fault} (in {ANSWERS_FILE}, or by --data)"
            ) from error
        raise


def _origin(recorded: Recorded, args: argparse.Namespace) -> dict[str, str]:
    """Return where the folder was generated from, in copier's words."""
    source = args.template or recorded.source
    again = f"tfdr update {shlex.quote(args.dir)} --template https://github.com/OWNER/NAME.git"
    if not source or source == BUILT_IN:
        raise TfdrError(
            f"{args.dir} was generated from the template inside the installed tfdr, which has no "
            f"history to update from: name a git source of it, such as `{again}`"
        )
    if not recorded.commit:
        raise TfdrError(
            f"{args.dir} was generated from {source}, which was not a git repository: generate it "
            "once more with --template naming one, and later updates will work"
        )
    return {"_src_path": source, "_commit": recorded.commit}


def _report(folder: Path, dropped: list[str]) -> None:
    if dropped:
        console.out.print(f"No longer asked, so dropped: {', '.join(dropped)}.", markup=False)
    left = worktree.conflicts(folder)
    where = shlex.quote(str(folder))
    if left:
        listed = "\n".join(f"  {name}" for name in left)
        raise ConflictsLeft(
            f"{len(left)} file(s) changed both here and in the template. Settle the marked lines "
            f"in each, then `git add` and commit:\n{listed}"
        )
    files = worktree.changed(folder)
    if not files:
        console.out.print("Nothing changed: it is up to date.")
        return
    for name in files:
        console.out.print(f"  {name}", markup=False)
    console.out.print(f"{len(files)} files updated.")
    console.next_steps(
        f"git -C {where} diff",
        f"tfdr check {where}",
        f'git -C {where} add -A && git -C {where} commit -m "Update with tfdr"',
    )
