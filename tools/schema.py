"""A JSON Schema of the answers, derived from copier.yml, for editors and for CI.

A schema knows one answer at a time. What depends on several (overlapping ranges, a region that is
both primary and standby) only the template's validators know: `tfdr new --dry-run` asks them.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from tfdr.errors import ExitCode
from tfdr.questionnaire import questions
from tfdr.questionnaire.questions import MISSING, STUMBLES, Asking, Question, Questionnaire
from tfdr.rendering.sources import built_in_root

PATTERNS: Final = "patterns"
"""The computed value of copier.yml that maps answers to the patterns they have to match."""

TYPES: Final = {"str": "string", "path": "string", "int": "integer", "float": "number"}


def schema(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a file of answers."""
    asking = Asking(questionnaire)
    properties = {}
    for question in questionnaire.questions.values():
        try:
            default = asking.default(question)
        except STUMBLES:
            default = MISSING  # depends on an answer that has no default itself
        if default is not MISSING:
            asking.context[question.name] = default
        if not question.computed:
            properties[question.name] = _property(question, asking, default)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers to the questions of tfdr",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [
            question.name for question in questionnaire.asked if question.default is MISSING
        ],
    }


def _property(question: Question, asking: Asking, default: Any) -> dict[str, Any]:
    single: dict[str, Any] = {}
    if question.type in TYPES:
        single["type"] = TYPES[question.type]
    elif question.type == "bool":
        single["type"] = "boolean"
    if offered := _offered(question, asking):
        single["enum"] = offered
    pattern = (asking.context.get(PATTERNS) or {}).get(question.name)
    if pattern:
        single |= {"type": "string", "pattern": f"^(?:{pattern})$"}
    described: dict[str, Any] = {"description": asking.help(question)}
    # A default that is computed from other answers is not a fact about this one alone.
    if default is not MISSING and not (
        isinstance(question.default, str) and "{" in question.default
    ):
        described["default"] = default
    if question.placeholder:
        described["examples"] = [asking.from_text(question, asking.placeholder(question))]
    if question.is_list:
        least = {"minItems": 1} if asking.fault(question, []) else {}
        return described | {"type": "array", "items": single, "uniqueItems": True} | least
    return described | single


def _offered(question: Question, asking: Asking) -> list[Any]:
    """Return every choice that a question offers, whatever the answer to another one is."""
    offered = [choice.value for choice in asking.choices(question) if not choice.refused_because]
    if isinstance(question.choices, str):
        for other in asking.questionnaire.asked:
            if other.name not in asking.context or isinstance(other.choices, str):
                continue
            for choice in asking.choices(other):
                settled = Asking(asking.questionnaire, {**asking.context, other.name: choice.value})
                if settled.applies(question):
                    offered += [also.value for also in settled.choices(question)]
    return list(dict.fromkeys(offered))


def text() -> str:
    """Return the schema of the built-in template as the file that is checked in."""
    return json.dumps(schema(questions.load(built_in_root())), indent=2) + "\n"


def path() -> Path:
    """Return where the schema is checked in: beside the presets, which name it."""
    return built_in_root() / "presets" / "schema.json"


def main() -> int:
    """Print the schema, or with --write write it to where it is checked in."""
    parser = argparse.ArgumentParser(prog="python -m tools.schema", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write it to presets/schema.json")
    if parser.parse_args().write:
        path().write_text(text(), encoding="utf-8")
    else:
        sys.stdout.write(text())
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
