"""`tfdr update`: a generated repository, with the changes made to it, on a newer template."""

import contextlib
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfdr import worktree
from tfdr.errors import (
    BadAnswer,
    ConflictsLeft,
    ExitCode,
    TfdrError,
    ToolMissing,
    UnknownVersion,
)
from tfdr.messages import shown
from tfdr.questionnaire import questions
from tfdr.questionnaire.answers import ANSWERS_FILE, from_flags, resolve
from tfdr.questionnaire.changes import losses
from tfdr.questionnaire.questions import Questionnaire
from tfdr.rendering.recorded import Recorded, read
from tfdr.rendering.render import BUILT_IN, Source, files_in, opened, render, update
from tfdr.rendering.sources import is_relative, without_credentials
from tfdr.terminal import console


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOptions:
    """What to update, and to what.

    Attributes:
        directory: the one that was generated, as it was named.
        data: answers that change, as KEY=VALUE.
        template: directory or git URL of the template; None for the recorded one.
        ref: tag, branch or commit of it; None for the latest release.
        allow_destroy: whether answers may change so that parts of a deployment are destroyed.
    """

    directory: str
    data: Sequence[str] = ()
    template: str | None = None
    ref: str | None = None
    allow_destroy: bool = False


def run(options: UpdateOptions) -> ExitCode:
    """Update a folder in place.

    Raises:
        ConflictsLeft: the update is done but for the files that it lists.
        TfdrError: the folder cannot be updated. Nothing has changed then.
    """
    folder = Path(options.directory)
    recorded = read(folder)
    origin = _origin(recorded, options)
    worktree.refuse_unless_clean(folder)
    data = from_flags(options.data)
    with _template(folder, origin["_src_path"], options) as (source, asked):
        answers = resolve(asked, [data, recorded.given])
        changes = {name: answers.given[name] for name in data.answers}
        if not options.allow_destroy:
            _refuse_losses(recorded, changes)
        origin["_src_path"] = source.url
        _refuse_ignored(folder, source, answers.given)
        with console.progress("Updating"):
            _run(source, folder, changes, origin)
        notes = source.notes
    _report(folder, answers.dropped, notes)
    return ExitCode.OK


@contextlib.contextmanager
def _template(
    folder: Path, url: str, options: UpdateOptions
) -> Iterator[tuple[Source, Questionnaire]]:
    """Open the template with its questions, and say who named it where that cannot be."""
    named = "_src_path" if options.template is None else "--template"
    with contextlib.ExitStack() as stack:
        try:
            source = stack.enter_context(opened(url, options.ref, named))
            asked = questions.load(source.root)
        except ToolMissing:
            raise
        except TfdrError as error:
            if options.template is not None or options.ref:
                raise
            raise TfdrError(
                f"{folder / ANSWERS_FILE} names a template that cannot be read ({error}): "
                "name where it is now with --template"
            ) from error
        yield source, asked


def _refuse_losses(recorded: Recorded, changes: dict[str, Any]) -> None:
    """Refuse answers that destroy parts of a deployment, and say which."""
    if lost := losses(recorded.given.answers, changes):
        listed = "\n".join(f"  {each}" for each in lost)
        raise TfdrError(
            f"the next apply would destroy parts of a deployment:\n{listed}\n"
            "If that is what you want, or if nothing is deployed yet, add --allow-destroy"
        )


def _refuse_ignored(folder: Path, source: Source, answers: dict[str, Any]) -> None:
    """Refuse while git ignores a file that the template writes: no commit would keep its edits."""
    names = [each for each in worktree.ignored(folder) if not each.startswith(".terraform/")]
    if not names:
        return
    with tempfile.TemporaryDirectory(prefix="tfdr-") as place, console.progress("Comparing"):
        tree = Path(place) / folder.resolve().name
        render(source, tree, answers)
        lost = sorted({*names} & {*files_in(tree)})
    if lost:
        listed = "\n".join(f"  {name}" for name in lost)
        raise TfdrError(
            f"git ignores files that the template writes, so that an update would replace them and "
            f"no commit would hold what was in them:\n{listed}\nTake them out of .gitignore (or of "
            "the file that core.excludesFile names), add and commit them"
        )


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
        if isinstance(error, UnknownVersion) and worktree.is_shallow(Path(source.url)):
            raise TfdrError(
                f"{error.place} is a shallow clone without {error.version}, the version that "
                f"{folder / ANSWERS_FILE} names: fetch the rest there with "
                "`git fetch --unshallow --tags` (in GitHub Actions: `fetch-depth: 0`)"
            ) from error
        if isinstance(error, UnknownVersion):
            raise TfdrError(
                f"{error.fault}. {folder / ANSWERS_FILE} names it (_commit): name a place of the "
                "template that has it with --template"
            ) from error
        raise


def _origin(recorded: Recorded, options: UpdateOptions) -> dict[str, str]:
    """Return where the folder was generated from, in copier's words."""
    folder = options.directory
    source = recorded.source if options.template is None else options.template
    place = without_credentials(source)
    again = f"tfdr update {shlex.quote(folder)} --template https://github.com/OWNER/NAME.git"
    if options.template is None and source in {"", BUILT_IN}:
        raise TfdrError(
            f"{folder} was generated from the template inside the installed tfdr, which has no "
            f"history to update from: name a git source of it, such as `{again}`"
        )
    if options.template is None and is_relative(source):
        raise TfdrError(
            f"{folder}/{ANSWERS_FILE} names {shown(source)} as the template (_src_path), which "
            "is another folder wherever it is read: name where the template is with `tfdr update "
            f"{shlex.quote(folder)} --template FOLDER`, which records the whole path"
        )
    if not recorded.commit:
        raise TfdrError(
            f"{folder} was generated from {place}, which was not a git repository: generate it "
            "once more with --template naming one, and later updates will work"
        )
    return {"_src_path": source, "_commit": recorded.commit}


def _report(folder: Path, dropped: list[str], notes: list[str]) -> None:
    for note in notes:
        console.say(note)
    if dropped:
        console.out.print(f"No longer asked, so dropped: {', '.join(dropped)}.", markup=False)
    left = worktree.conflicts(folder)
    where = shlex.quote(str(folder))
    check = f"tfdr check {where}"
    save = f'git -C {where} add -A && git -C {where} commit -m "Update with tfdr"'
    if left:
        listed = "\n".join(f"  {name}" for name in left)
        raise ConflictsLeft(
            f"{len(left)} file(s) changed both here and in the template. Settle the marked lines "
            f"in each:\n{listed}\n\nNext:\n  {check}\n  {save}"
        )
    files = worktree.changed(folder)
    if not files:
        console.out.print("Nothing changed: it is up to date.")
        console.next_steps(check)
        return
    for name in files:
        console.out.print(f"  {name}", markup=False)
    console.out.print(f"{len(files)} files updated.")
    console.next_steps(f"git -C {where} diff", check, save)
