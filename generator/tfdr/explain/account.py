"""`tfdr explain account`: what the account must allow before the first apply.

With `--format json` it prints one object: `schema` (1), `subject`, `environments`, `regions` (each
with `region`, `opt_in`, `zones`), `quotas` (each with `region`, `service`, `code`, `name`, `new`:
of a new account, `needed`: by all environments in one account, `each`: by one of them, `own`:
whether each environment has one of its own, `adjustable`, `fits`: whether a new account has it),
`instance_type`, `database` and `backed_up`.
"""

import json
from collections.abc import Mapping
from typing import Any

from tfdr.errors import ExitCode, TfdrError
from tfdr.explain.options import ExplainOptions
from tfdr.explain.places import places
from tfdr.questionnaire.answers import Given, resolve
from tfdr.questionnaire.draft import stand_ins
from tfdr.questionnaire.questions import Asking
from tfdr.rendering.render import opened
from tfdr.terminal import console

SCHEMA = 1


def explain(options: ExplainOptions) -> ExitCode:
    """Say what an account must allow for a set of answers.

    Raises:
        TfdrError: some of the answers are wrong, or the template says nothing of accounts.
    """
    with opened(options.template, options.ref) as source:
        questionnaire, given = source.questionnaire, places(options, source.root)
        asking = Asking(questionnaire)
        resolve(
            questionnaire,
            [*given, Given("the examples", stand_ins(questionnaire, given))],
            asking=asking,
        )
        needs = asking.context.get("account_needs")
        if not isinstance(needs, Mapping):
            raise TfdrError(f"the template {questionnaire.root} says nothing of accounts")
    found = _as_json(needs)
    if options.format == "json":
        print(json.dumps(found, indent=2))
    else:
        _show(found)
    return ExitCode.OK


def _as_json(needs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "subject": "account",
        "environments": needs["environments"],
        "regions": needs["regions"],
        "quotas": [_quota(each, needs["environments"]) for each in needs["quotas"]],
        "instance_type": needs["instance_type"],
        "database": needs["database"],
        "backed_up": needs["backed_up"],
    }


def _quota(need: Mapping[str, Any], environments: int) -> dict[str, Any]:
    needed = need["beside"] + need["each"] * (1 if need["own"] else environments)
    names = ("region", "service", "code", "name", "new", "each", "own", "adjustable")
    said = {name: need[name] for name in names}
    return {**said, "needed": needed, "fits": needed <= need["new"]}


def _show(found: Mapping[str, Any]) -> None:
    environments = found["environments"]
    sharing = "1 environment" if environments == 1 else f"{environments} environments together"
    console.out.print(
        f"What {sharing} must be allowed to have, beside what others have", markup=False
    )
    console.table(
        ("quota", "region", "new account", "needed", "fits"),
        [
            (
                *(each["name"], each["region"], str(each["new"]), str(each["needed"])),
                "yes" if each["fits"] else f"raise {each['code']}",
            )
            for each in sorted(found["quotas"], key=lambda each: each["fits"])
        ],
    )
    console.out.print()
    for line in _lines(found):
        console.out.print(line, markup=False)
    console.next_steps("python account/ready.py")


def _lines(found: Mapping[str, Any]) -> list[str]:
    enabled = [each["region"] for each in found["regions"] if each["opt_in"]]
    lines = [f"To enable for the account: {', '.join(enabled)}."] if enabled else []
    lines += [
        f"Availability Zones in {each['region']}: {', '.join(each['zones'])}."
        for each in found["regions"]
        if each["zones"]
    ]
    if found["instance_type"]:
        lines.append(f"Instances in each of them: {found['instance_type']}.")
    if database := found["database"]:
        lines.append(
            f"Database in each region: {database['engine']} {database['version']} "
            f"on {database['class']}."
        )
    if found["backed_up"]:
        lines.append(f"AWS Backup turned on for: {', '.join(found['backed_up'])}.")
    return lines
