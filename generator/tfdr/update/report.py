"""An update's outcome, told to people and to machines."""

import json
import shlex
from dataclasses import asdict
from typing import Final

from tfdr.questionnaire.answers import as_text
from tfdr.questionnaire.changes import IN_ORDER, numbered
from tfdr.terminal import console
from tfdr.update.outcome import Outcome
from tfdr.worktree import ADDED, CHANGED, CONFLICT, DELETED

SCHEMA: Final = 1
_KINDS: Final = (ADDED, CHANGED, DELETED, CONFLICT)


def show(outcome: Outcome, format_: str) -> None:
    """Print what became of answers and files, and what to run now."""
    if format_ == "json":
        print(json.dumps(_as_json(outcome), indent=2))
        return
    for note in outcome.notes:
        console.say(note)
    _show_answers(outcome)
    would = "would be " if outcome.is_dry else ""
    for kind in _KINDS:
        names = outcome.named(kind)
        if names:
            console.say(f"{would}{kind}:" if kind != CONFLICT else f"{would}in conflict:")
        for name in names:
            console.say(f"  {name}")
    if outcome.conflicts:
        console.say(
            f"{len(outcome.conflicts)} file(s) changed both here and in the template: settle the "
            "marked lines in each."
        )
    elif not outcome.files:
        console.say("Nothing changed: it is up to date.")
    else:
        console.say(f"{len(outcome.files)} files {would}updated.")
    console.next_steps(*_next(outcome))


def _show_answers(outcome: Outcome) -> None:
    for each in outcome.changes:
        console.say(str(each))
    for name, value in outcome.new.items():
        console.say(f"{name}: {as_text(value)} (not asked before; --data {name}=... changes it)")
    if outcome.dropped:
        console.say(f"No longer asked, so dropped: {', '.join(outcome.dropped)}.")
    if outcome.losses:
        console.say("The next apply destroys parts of a deployment:", style="bold red")
    for loss in outcome.losses:
        console.say(f"  {loss}")
    if steps := numbered(outcome.losses):
        console.say(IN_ORDER)
        for step in steps:
            console.say(step)


def _next(outcome: Outcome) -> list[str]:
    where = shlex.quote(str(outcome.folder))
    if outcome.is_dry:
        again = [part for part in outcome.command if part != "--dry-run"]
        allows = outcome.losses and "--allow-destroy" not in again
        return [shlex.join([*again, *(["--allow-destroy"] if allows else [])])]
    check = f"tfdr check {where}"
    if not outcome.files:
        return [check]
    save = f'git -C {where} add -A && git -C {where} commit -m "Update with tfdr"'
    if outcome.conflicts:
        return [check, save]
    return [f"git -C {where} diff", check, save, f"terraform -chdir={where} plan"]


def _as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "directory": str(outcome.folder),
        "written": not outcome.is_dry,
        "verdict": outcome.verdict,
        "from": dict(zip(("template", "version"), outcome.before, strict=True)),
        "to": dict(zip(("template", "version"), outcome.after, strict=True)),
        "answers": {
            "changed": [asdict(each) for each in outcome.changes],
            "new": outcome.new,
            "dropped": list(outcome.dropped),
        },
        "destroys": [asdict(each) for each in outcome.losses],
        "files": {kind: outcome.named(kind) for kind in _KINDS},
        "notes": list(outcome.notes),
        "next": _next(outcome),
    }
