"""The page docs/tests.md of generated repositories: what looks at which output and resource."""

import ast
import sys
from typing import Final

from tfdr.rules.registry import registered

from tools import made

PAGE: Final = made.ROOT / "template" / "docs" / "tests.md"
_QUESTIONS: Final = made.ROOT / "template" / "tests" / "deployed" / "questions.py"
_TOP: Final = """\
# What the tests look at

| test | it needs | it looks at |
| --- | --- | --- |
| `terraform test`, also in `bootstrap/` | Terraform | plans, and what they have to refuse |
| `pytest lambda` | boto3, pytest | functions, while AWS works and while it fails |
| [`python tests/deployed`](../tests/deployed/README.md) | boto3, credentials | what is deployed |
| `tfdr check` | tfdr | the code, by rules of disaster recovery |
| `tfdr drill` | tfdr with its extra `drill` | the loss of a region, on an emulated AWS |

"""
_KINDS: Final = """\
## Each kind of resource

Rules are those of `tfdr check` whose ids begin so; `tfdr rules` lists them.

| kind | rules | questions of `python tests/deployed` |
| --- | --- | --- |
"""
_OUTPUTS: Final = """\

## Each output

`python tests/deployed` asks these questions. Where a service is not part of this repository, its
outputs are missing and its questions are not asked.

| output | questions |
| --- | --- |
"""
_WHERE_TO_ASK: Final = {
    "regions": "All: it says where to ask.",
    "hosted_zone_id": "Are clients led from region to region?",
}
KINDS: Final = {
    "alarms": (("OBS01", "OBS02"), ("Do its alarms tell somebody?",)),
    "records": (("FO01",), ("Are clients led from region to region?",)),
    "health checks": (("FO02",), ("Does it answer from outside?",)),
    "keys": (
        ("SEC03", "NAM05"),
        ("Can its key of the data be used?", "Can its key of logs, topics and queues be used?"),
    ),
    "policies": (("SEC02", "OBS04", "SEC05"), ()),
    "replicas": (
        ("DAT02", "DAT05", "DAT06", "SEC01"),
        (
            "Is its database a member, and the writer only where it should be?",
            "Is the database's secret here and everywhere?",
            "Are sessions replicated to the others?",
            "Are its objects copied to the others?",
            "Are its transaction logs copied to the others?",
        ),
    ),
    "topics": (
        ("OBS04",),
        ("Is anybody told of its alarms?", "Is anybody told of an endpoint that fails?"),
    ),
}
"""What looks at each kind of resource: beginnings of rules' ids, and questions."""


def page() -> str:
    """The text of the page."""
    asked = questions()
    outputs = sorted({output for each in asked.values() for output in each} | set(_WHERE_TO_ASK))
    return "".join(
        [_TOP, _KINDS, *map(_kind, KINDS), _OUTPUTS, *(_output(each, asked) for each in outputs)]
    )


def questions() -> dict[str, list[str]]:
    """Return the outputs of each question, as the program has them."""
    found = {}
    for node in ast.walk(ast.parse(_QUESTIONS.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Question":
            asks, outputs, _ = node.args
            found[ast.literal_eval(asks)] = list(ast.literal_eval(outputs))
    return found


def unknown() -> list[str]:
    """Return what the page names and nobody has: rules, questions."""
    asked = questions()
    return [
        *(
            rule
            for rules, _ in KINDS.values()
            for rule in rules
            if not any(known.startswith(rule) for known in registered())
        ),
        *(each for _, named in KINDS.values() for each in named if each not in asked),
    ]


def _kind(kind: str) -> str:
    rules, asked = KINDS[kind]
    return f"| {kind} | {', '.join(rules)} | {' '.join(asked) or 'none: rules judge them'} |\n"


def _output(output: str, asked: dict[str, list[str]]) -> str:
    found = [question for question, outputs in asked.items() if output in outputs]
    said = " ".join(found) or _WHERE_TO_ASK[output]
    return f"| `{output}` | {said} |\n"


if __name__ == "__main__":
    sys.exit(made.main(PAGE, page, __doc__, made.DOCS))
