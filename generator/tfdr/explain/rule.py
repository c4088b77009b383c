"""`tfdr explain RULE`: what a rule of the check wants, and why."""

import json
import textwrap

from tfdr.errors import ExitCode, TfdrError
from tfdr.explain.options import ExplainOptions
from tfdr.messages import nearest
from tfdr.rules.registry import registered
from tfdr.terminal import console


def is_one(subject: str) -> bool:
    """Whether there is a rule with this id, in whatever case."""
    return subject.upper() in registered()


def like(subject: str) -> list[str]:
    """The ids of the rules that were probably meant: those that begin so, or the nearest."""
    begun = subject[:20].upper()
    same = [id_ for id_ in sorted(registered()) if id_.startswith(begun)]
    near = nearest(begun, registered())
    return same or ([near] if near else [])


def explain(options: ExplainOptions) -> ExitCode:
    """Explain a rule.

    Raises:
        TfdrError: answers are given, which a rule has no use for.
    """
    _refuse_answers(options)
    rule = registered()[options.subject.upper()]
    if options.format == "json":
        names = ("id", "title", "severity", "family", "why", "fix", "source", "fails", "passes")
        content = {name: getattr(rule, name) for name in names}
        print(json.dumps({"schema": 1, "subject": "rule", **content}, indent=2))
        return ExitCode.OK
    console.out.print(f"{rule.id} ({rule.severity}): {rule.title}.", markup=False)
    for what, said in (("Why", rule.why), ("Fix", rule.fix), ("Source", rule.source)):
        shown = textwrap.fill(f"{what}: {said}", 100, break_on_hyphens=False)
        console.out.print(f"\n{shown}", markup=False)
    for what, example in (("Fails", rule.fails), ("Passes", rule.passes)):
        shown = textwrap.indent(example.strip("\n"), "  ")
        console.out.print(f"\n{what}:\n\n{shown}", markup=False)
    console.next_steps(f"tfdr check . --select {rule.id}")
    return ExitCode.OK


def _refuse_answers(options: ExplainOptions) -> None:
    values = {
        "FILE": options.file,
        "--preset": options.preset,
        "--data": options.data or None,
        "--template": options.template,
        "--ref": options.ref,
    }
    given = [name for name, value in values.items() if value is not None]
    if given:
        raise TfdrError(
            f"{', '.join(given)}: a rule is explained without answers: give only "
            f"`tfdr explain {options.subject.upper()}`, or explain objectives"
        )
