"""The steps of an update: refuse what would lose something, ask what is new, merge, tell."""

import contextlib
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tfdr import worktree
from tfdr.errors import BadAnswer, ExitCode, TfdrError, UnknownVersion
from tfdr.new.asking import Asker
from tfdr.new.conversation import possible
from tfdr.new.prompts import Back
from tfdr.questionnaire.answers import ANSWERS_FILE, Answers, Given, from_file, from_flags, resolve
from tfdr.questionnaire.changes import IN_ORDER, losses, numbered
from tfdr.questionnaire.draft import Draft
from tfdr.questionnaire.questions import Questionnaire
from tfdr.rendering.recorded import Recorded, read
from tfdr.rendering.render import Source, files_in, render, update
from tfdr.terminal import console
from tfdr.update import report
from tfdr.update.options import UpdateOptions
from tfdr.update.origin import Template, template_of
from tfdr.update.outcome import Change, Outcome, changes_of, new_of


def run(options: UpdateOptions) -> ExitCode:
    """Update a folder in place, or tell what an update would do.

    Raises:
        TfdrError: the folder cannot be updated. Nothing has changed then.
    """
    folder = Path(options.directory)
    recorded = read(folder)
    worktree.refuse_unless_clean(folder)
    places = [from_flags(options.data)]
    if options.answers:
        places.append(from_file(Path(options.answers)))
    with template_of(folder, recorded, options) as template:
        answers = _answers(options, template.asked, [*places, recorded.given])
        changes = changes_of(recorded, answers)
        lost = losses(recorded.given.answers, {each.answer: each.after for each in changes})
        if lost and not options.allow_destroy and not options.dry_run:
            listed = "\n".join(f"  {each}" for each in lost)
            steps = "\n".join(numbered(lost))
            way = f"{IN_ORDER}\n{steps}\n" if steps else ""
            raise TfdrError(
                f"the next apply would destroy parts of a deployment:\n{listed}\n{way}"
                "If that is what you want, or if nothing is deployed yet, add --allow-destroy"
            )
        _refuse_ignored(folder, template.source, answers.given)
        with _place(folder, options) as place:
            label = "Trying" if options.dry_run else "Updating"
            with console.progress(label):
                new = new_of(recorded, answers)
                _merge(template, folder, place, recorded, _data(answers, new, changes))
            outcome = Outcome(
                folder=folder,
                before=(recorded.place, recorded.commit),
                after=(template.name, read(place).commit),
                changes=changes,
                losses=lost,
                new=new,
                dropped=[each for each in answers.dropped if each not in answers.settled],
                files=worktree.differences(place),
                notes=template.source.notes,
                command=options.command,
                is_dry=options.dry_run,
            )
    report.show(outcome, options.format)
    needs_flag = outcome.is_dry and lost and not options.allow_destroy
    return ExitCode.FINDINGS if outcome.conflicts or needs_flag else ExitCode.OK


def _answers(options: UpdateOptions, asked: Questionnaire, places: list[Given]) -> Answers:
    """Settle the answers; what the template asks for the first time, a person answers."""
    is_asked = options.format == "text" and not options.defaults and not options.dry_run
    if not is_asked or not possible():
        return resolve(asked, places)
    draft = Draft(asked, places)
    asker = Asker(draft)
    while new := [each for each in draft.settled.values if each in draft.settled.by_default]:
        try:
            asker.ask(new[0], "new in this template")
        except Back as error:
            raise TfdrError("the update was given up; nothing has changed") from error
    return resolve(asked, [Given("your answers", draft.chosen), *places])


def _data(answers: Answers, new: dict[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The answers to hand over: what somebody said that is not in the file of answers yet."""
    said = {name: value for name, value in new.items() if name in answers.given}
    return {**said, **{each.answer: each.after for each in changes}}


@contextlib.contextmanager
def _place(folder: Path, options: UpdateOptions) -> Iterator[Path]:
    """Where the update happens: in the folder, or in a clone that nobody sees."""
    if not options.dry_run:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="tfdr-") as place:
        yield worktree.cloned(folder, Path(place))


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


def _merge(
    template: Template, folder: Path, place: Path, recorded: Recorded, data: dict[str, Any]
) -> None:
    source = template.source
    origin = {"_src_path": source.url, "_commit": recorded.commit}
    try:
        update(source, place, data, origin)
        if template.recorded_as:
            _record(place, source.url, template.recorded_as)
    except BaseException as error:
        if place == folder and worktree.changed(folder):
            where = shlex.quote(str(folder))
            console.error(
                "the update stopped half-way. Go back to where it was with:\n"
                f"  git -C {where} checkout -- . && git -C {where} clean -fd ."
            )
        _explain(error, source, folder)
        raise


def _record(place: Path, url: str, name: str) -> None:
    """Let the file of answers name the template as a fresh generation does."""
    path = place / ANSWERS_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"_src_path: {url}\n", f"_src_path: {name}\n"), encoding="utf-8")


def _explain(error: BaseException, source: Source, folder: Path) -> None:
    if isinstance(error, BadAnswer):
        raise BadAnswer(error.answer, f"{error.fault} (in {ANSWERS_FILE}, or by --data)") from error
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
