"""The reference of the questions, docs/reference/questions.md, derived from copier.yml.

Each refusal in it is the message that a wrong answer really gets.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tfdr.errors import BadAnswer, ExitCode, TfdrError
from tfdr.questionnaire import questions
from tfdr.questionnaire.answers import Given, as_text, from_flags, resolve
from tfdr.questionnaire.questions import (
    MISSING,
    Asking,
    Choice,
    Question,
    Questionnaire,
    expression,
)
from tfdr.rendering.sources import built_in_root

from tools.schema import PATTERNS

TYPES: Final = {"str": "text", "int": "whole number", "yaml": "list", "bool": "true or false"}

# A mistake that people make with each answer, as they would type it.
MISTAKES: Final[Mapping[str, str]] = {
    "project_name": "Trading_Platform",
    "owner": "${var.owner}",
    "team": "team;",
    "cost_center": "cc 4711!",
    "primary_region": "us-west-1",
    "dr_regions": "[us-east-1]",
    "availability_zones": "1",
    "vpc_cidrs": "[10.40.0.0/16, 10.40.128.0/20]",
    "compliance_level": "pci",
    "manage_account_services": "sometimes",
    "lock_mode": "legal",
    "strategy": "warm",
    "rpo_minutes": "0",
    "rto_minutes": "5",
    "automatic_failover": "sometimes",
    "engine": "postgres",
    "engine_version": "17",
    "database_capacity": "db.t4g.medium",
    "compute": "eks",
    "services": "[replication-time-control, cache]",
    "outbound": "internet",
    "objects_rpo_minutes": "5",
    "container_port": "80",
    "health_check_path": "health",
    "domain_name": "trading.localhost",
    "hosted_zone": "yes",
    "hosted_zone_name": "other-markets.com",
    "alert_emails": "oncall@acme-markets.com",
    "environments": "[prod]",
    "lifecycle": "permanent",
    "ci": "gitlab",
    "provider_versions": "6.70",
}

# What a question that is not always asked needs to be asked.
CONTEXT: Final[Mapping[str, str]] = {
    "hosted_zone_name": "hosted_zone=existing",
    "lock_mode": "compliance_level=hipaa",
}

HEADER: Final = """\
<!-- Written by `make docs` from copier.yml: change it there. -->
# Questions

In the order in which they are asked. Answers are given on a terminal, in a file (`--answers`,
`--preset`, or copier's `--data-file`) or one by one (`--data NAME=VALUE`); lists are written as in
YAML, `[one, two]`. [`presets/schema.json`](../../presets/schema.json) describes such a file to
editors. An answer that is refused leaves nothing written and exits with 2. Defaults that are
computed are shown for the examples on this page.
"""


def text(root: Path | None = None) -> str:
    """Return the reference of the template in a folder, or of the built-in one.

    Raises:
        TfdrError: a question has no mistake to show, or the one that it has is accepted.
    """
    questionnaire = questions.load(root or built_in_root())
    asking = Asking(questionnaire)
    asked = _example_answers(questionnaire)
    sections = [HEADER]
    rows = ["| answer | type | default |", "| --- | --- | --- |"]
    for question in questionnaire.questions.values():
        default = asking.default(question)
        asking.context[question.name] = asked[question.name] if default is MISSING else default
        if question.computed:
            continue
        anchor = f"[`{question.name}`](#{question.name})"
        rows.append(f"| {anchor} | {_type(question)} | {_default(question, default)} |")
        sections.append(_section(questionnaire, question, asking, asked))
    sections.insert(1, "\n".join(rows) + "\n")
    return "\n".join(sections)


def _example_answers(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return an answer to each question that has no default: the one that its prompt shows."""
    asking = Asking(questionnaire)
    return {
        question.name: asking.from_text(question, asking.placeholder(question))
        for question in questionnaire.asked
        if question.default is MISSING
    }


def _section(
    questionnaire: Questionnaire, question: Question, asking: Asking, asked: dict[str, Any]
) -> str:
    lines = [f"## {question.name}", "", asking.help(question), ""]
    if question.when is not True:
        lines += [f"Asked only when `{expression(question.when)}`.", ""]
    if question.placeholder:
        lines += [f"Example: `{asking.placeholder(question)}`", ""]
    if choices := asking.choices(question):
        many = ", one or more" if question.multiselect else ""
        lines += [f"Choices{many}:", "", *map(_choice, choices), ""]
    if pattern := asking.context[PATTERNS].get(question.name):
        what = "Each item has to match" if question.is_list else "Has to match"
        lines += [f"{what}, as a whole:", "", "```text", pattern, "```", ""]
    lines += ["Refused, for example:", "", "```text", _refusal(questionnaire, question, asked)]
    return "\n".join([*lines, "```", ""])


def _type(question: Question) -> str:
    return "list" if question.multiselect else TYPES[question.type]


def _default(question: Question, default: Any) -> str:
    if default is MISSING:
        return "none: has to be given"
    # One that is computed shows its value for the example answers, and that it is.
    depends = isinstance(question.default, str) and "{" in question.default
    return f"`{as_text(default)}`{' (computed)' if depends else ''}"


def _choice(choice: Choice) -> str:
    value = str(choice.value)
    # Titles tend to begin with the value, in the words of people.
    if choice.title.replace(" ", "-").startswith(value):
        return f"- `{value}`{choice.title[len(value) :]}"
    return f"- `{value}`: {choice.title}"


def _refusal(questionnaire: Questionnaire, question: Question, asked: dict[str, Any]) -> str:
    if question.name not in MISTAKES:
        raise TfdrError(f"{question.name}: add a mistake of its own to {Path(__file__).name}")
    mistake = f"{question.name}={MISTAKES[question.name]}"
    pairs = [CONTEXT[question.name], mistake] if question.name in CONTEXT else [mistake]
    try:
        resolve(questionnaire, [from_flags(pairs), Given("the examples", asked)])
    except BadAnswer as error:
        if error.answer == question.name:
            return f"--data {_quoted(mistake)}\ntfdr: {error}"
        raise
    raise TfdrError(f"{question.name}: {mistake} is accepted, so it is no mistake to show")


def _quoted(pair: str) -> str:
    return f"'{pair}'" if set(pair) & set("[]${}! ") else pair


def path() -> Path:
    """Return where the reference is checked in."""
    return built_in_root() / "docs" / "reference" / "questions.md"


def main() -> int:
    """Print the reference, or write it to where it is checked in, or check that it is current."""
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/reference/questions.md")
    parser.add_argument("--check", action="store_true", help="exit with 1 when it is not current")
    options = parser.parse_args()
    if options.check:
        current = path().is_file() and path().read_text(encoding="utf-8") == text()
        if not current:
            sys.stderr.write("docs/reference/questions.md is not current: run `make docs`\n")
        return ExitCode.OK if current else ExitCode.FINDINGS
    if options.write:
        path().parent.mkdir(parents=True, exist_ok=True)
        path().write_text(text(), encoding="utf-8")
    else:
        sys.stdout.write(text())
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
