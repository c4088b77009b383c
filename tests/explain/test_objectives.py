"""`tfdr explain objectives`: what answers can reach, what bounds it, and whether that is enough."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import Done, Tfdr, commit

TEMPLATE = """
_subdirectory: template
_envops:
  undefined: jinja2.StrictUndefined

strategy:
  type: str
  default: warm
  choices: [cold, warm]

name:
  type: str
  default: shop
  validator: "{% if name != 'shop' %}cannot be {{ name }}: give shop.{% endif %}"

recovery_points:
  type: yaml
  when: false
  default: |-
    - what: database
      how: a global database
      minutes: 1
      objective: rpo_minutes
      whose: aws
      says: It copies within a second.
      source: https://aws.test/database
    - {what: objects, how: replication, minutes: 15, objective: objects_rpo_minutes}

recovery_steps:
  type: yaml
  when: false
  default: |-
    - {step: the checks notice, minutes: 1, source: "https://aws.test/checks"}
    - step: the database is promoted
      minutes: 5
      at_once: true
      whose: ours
      why: Five are a few.
      source: https://aws.test/promotion
    - {step: the service starts, minutes: {{ 10 if strategy == 'cold' else 2 }}, at_once: true}
    - {step: clients follow, minutes: 2}

rto_reach_minutes:
  type: int
  when: false
  default: "{{ 20 if strategy == 'cold' else 8 }}"

rpo_minutes:
  type: int
  default: 5
  validator: "{% if rpo_minutes < 1 %}cannot be {{ rpo_minutes }}: give 1 or more.{% endif %}"

objects_rpo_minutes:
  type: int
  default: 30
  validator: >-
    {% if objects_rpo_minutes < 15 %}
    cannot be {{ objects_rpo_minutes }}: give 15 or more.
    {% endif %}

rto_minutes:
  type: int
  default: 10
  validator: >-
    {% if rto_minutes < rto_reach_minutes %}
    cannot be {{ rto_minutes }}: give {{ rto_reach_minutes }} or more.
    {% elif rto_minutes > 1440 %}
    cannot be {{ rto_minutes }}: give 1440 or less.
    {% endif %}
"""


@pytest.fixture
def template(tmp_path: Path, tfdr: Tfdr) -> Path:
    """A template with facts about recovery, and little else."""
    del tfdr  # only for its environment
    folder = tmp_path / "template"
    (folder / "template").mkdir(parents=True)
    (folder / "copier.yml").write_text(TEMPLATE)
    record = "{{ _copier_answers | to_nice_yaml }}"
    (folder / "template/{{ _copier_conf.answers_file }}.jinja").write_text(record)
    (folder / "presets").mkdir()
    (folder / "presets/cold.yml").write_text(
        "# For the patient.\nstrategy: cold\nrto_minutes: 60\n"
    )
    commit(folder, "One", tag="v1.0.0")
    return folder


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yml"
    path.write_text("strategy: warm\n")
    return path


def report(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    assert found["holds"] == (done.code == 0)
    return found


def test_the_budget_is_shown_step_by_step(tfdr: Tfdr, template: Path, answers: Path) -> None:
    done = tfdr("explain", "objectives", answers, "--template", template)

    assert done.code == 0, done.err
    table = done.out.split("\nstep ")[1].split("\n\n")[0]
    assert [line.split("  ")[-1].strip() for line in table.splitlines()] == [
        "in all",
        "1 min",
        "6 min",
        "at the same time",
        "8 min",
    ]
    assert "database  a global database  1 min   5 min     rpo_minutes          yes" in done.out
    assert "The recovery point is bounded by objects (15 min of 30 min in objects_rpo" in done.out
    assert "The recovery time is bounded by: the database is promoted (5 min of it)." in done.out
    assert "The steps take 8 min together: no more than the 10 min in rto_minutes." in done.out
    assert "The objectives hold." in done.out
    assert done.out.endswith(f"Next:\n  tfdr new DEST --answers {answers} --template {template}\n")


def test_each_figure_has_its_reasoning_and_source(
    tfdr: Tfdr, template: Path, answers: Path
) -> None:
    out = tfdr("explain", "objectives", answers, "--template", template).out

    assert "database: It copies within a second.\n  https://aws.test/database\n" in out
    assert (
        "the database is promoted: Five are a few.\n"
        "  planning figure of tfdr, after https://aws.test/promotion\n"
    ) in out
    assert "clients follow\n  planning figure of tfdr\n" in out


def test_a_mix_that_is_refused_is_explained(tfdr: Tfdr, template: Path, answers: Path) -> None:
    flags = ("--template", template, "--data", "strategy=cold", "--data", "objects_rpo_minutes=5")
    done = tfdr("explain", "objectives", answers, *flags)

    assert done.code == 1
    assert "objects   replication        15 min  5 min     objects_rpo_minutes  no" in done.out
    assert "The recovery time is bounded by: the service starts (10 min of it)." in done.out
    assert (
        "The steps take 13 min together, and the strategy is not taken to need less than 20 min: "
        "more than the 10 min in rto_minutes."
    ) in done.out
    assert "Refused: rto_minutes: cannot be 10: give 20 or more." in done.out
    assert "Refused: objects_rpo_minutes: cannot be 5: give 15 or more." in done.out
    assert "The objectives hold." not in done.out

    again = done.out.rsplit("Next:\n  tfdr ", 1)[1].split()
    assert tfdr(*again).code == 0


def test_machines_get_the_same(tfdr: Tfdr, template: Path) -> None:
    flags = ("--preset", "cold", "--template", template, "--data", "rto_minutes=5")
    done = tfdr("explain", "objectives", *flags, "--format", "json")
    found = report(done)

    assert done.code == 1
    assert found["answers"]["strategy"] == "cold"
    assert [point["holds"] for point in found["recovery_points"]] == [True, True]
    assert sum(step["counted"] for step in found["recovery_steps"]) == 13
    assert found["rto_reach_minutes"] == 20
    assert found["bounds"] == {
        "recovery_point": ["objects"],
        "recovery_time": "the service starts",
    }
    assert found["refused"] == [{"answer": "rto_minutes", "fault": "cannot be 5: give 20 or more."}]
    assert found["next"] == [
        f"tfdr explain objectives --preset cold --template {template} --data rto_minutes=5 "
        "--format json --data rto_minutes=20"
    ]


def test_a_generated_folder_is_explained_from_what_it_recorded(
    tfdr: Tfdr, template: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    given = ("--template", template, "--data", "strategy=cold", "--data", "rto_minutes=33")
    assert tfdr("new", folder, *given).code == 0
    record = folder / ".copier-answers.yml"
    record.write_text(record.read_text() + "asked_long_ago: 1\n")

    done = tfdr("explain", "objectives", folder, "--template", template)

    assert done.code == 0, done.err
    assert "no more than the 33 min in rto_minutes" in done.out
    assert done.out.endswith(f"Next:\n  tfdr update {folder} --template {template}\n")

    flags = ("--data", "rto_minutes=60", "--template", template)
    changed = tfdr("explain", "objectives", folder, *flags)
    assert f"  tfdr update {folder} --data rto_minutes=60 --template {template}\n" in changed.out


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["objective"], "did you mean objectives?"),
        (["xyz"], "there are: account, objectives"),
        (["DAT05"], "did you mean DAT05A or DAT05B or"),
        (["DAT05A", "nosuchfile", "--preset", "nope"], "FILE, --preset, --template: a rule is"),
        (["objectives", "nowhere.yml"], "there is no such file of answers"),
        (["objectives", "."], "it was not generated"),
        (["objectives", "--preset", "cld"], "did you mean cold?"),
        (["objectives", "--preset", "cold", "--data", "name=x"], "name: cannot be x: give shop."),
        (["objectives", "--preset", "cold", "--data", "rto_minutes=x"], "must be a whole number"),
        (["objectives", "--preset", "cold", "--data", "rto_minutes=9999"], "give 1440 or less"),
        (["objectives", "--preset", "cold", "--data", "colour=red"], "is not an answer of"),
    ],
)
def test_what_is_wrong_is_one_message(
    tfdr: Tfdr,
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    fragment: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = tfdr("explain", *arguments, "--template", template)

    assert done.code == 2
    assert fragment in done.message
    assert done.err.count("tfdr: ") == 1
    assert done.out == ""


def test_answers_that_are_missing_have_no_part_in_it(tfdr: Tfdr, tmp_path: Path) -> None:
    part = tmp_path / "part.yml"
    part.write_text("compute: ec2\nrto_minutes: 20\n")
    found = report(tfdr("explain", "objectives", part, "--format", "json"))

    assert found["answers"]["strategy"] == "warm-standby"
    assert found["rto_reach_minutes"] == 20


def test_without_answers_the_defaults_are_explained(tfdr: Tfdr) -> None:
    found = report(tfdr("explain", "objectives", "--format", "json"))

    assert found["holds"]
    assert found["answers"]["rto_minutes"] == 30


DESIGNS = [
    ("pilot-light", False, 23, False),
    ("pilot-light", True, 19, True),
    ("warm-standby", False, 18, True),
    ("warm-standby", True, 14, True),
    ("hot-standby", False, 18, True),
    ("hot-standby", True, 14, True),
]


def test_the_designs_that_reach_it_are_compared(tfdr: Tfdr) -> None:
    flags = ("--preset", "trading-platform", "--data", "rto_minutes=20")
    found = report(tfdr("explain", "objectives", *flags, "--format", "json"))["designs"]

    names = ("strategy", "automatic_failover", "rto_minutes", "reaches")
    assert [tuple(design[name] for name in names) for design in found] == DESIGNS
    assert [design["monthly"] for design in found] == sorted(design["monthly"] for design in found)
    for design in found:
        assert sum(step["counted"] for step in design["steps"]) == design["rto_minutes"]
        whole = sum(item["monthly"] or 0 for item in design["costs"])
        assert design["monthly"] == pytest.approx(whole, abs=0.02)
        assert {item["region"] for item in design["costs"]} == {"us-west-2"}

    shown = tfdr("explain", "objectives", *flags).out
    assert "\nwarm-standby (chosen)  automatic        14 min " in shown
    assert "us-east-1's price stands for " in shown


def test_a_strategy_that_is_too_slow_is_told_the_cheapest_that_is_not(tfdr: Tfdr) -> None:
    flags = ("--preset", "trading-platform", "--data", "strategy=pilot-light")
    done = tfdr("explain", "objectives", *flags, "--data", "rto_minutes=15")

    assert done.code == 1
    assert "Refused: strategy: cannot be pilot-light: a recovery takes 19 minutes" in done.out
    again = done.out.rsplit("Next:\n  tfdr ", 1)[1].split()
    assert again[-4:] == ["--data", "strategy=warm-standby", "--data", "automatic_failover=true"]
    assert tfdr(*again).code == 0


def test_a_template_that_says_nothing_of_recovery_is_named(
    tfdr: Tfdr, template: Path, answers: Path
) -> None:
    (template / "copier.yml").write_text(TEMPLATE.replace("rto_reach_minutes", "other_minutes"))
    commit(template, "Two", tag="v2.0.0")
    done = tfdr("explain", "objectives", answers, "--template", template)

    assert done.code == 2
    assert "says nothing of recovery: it derives no 'rto_reach_minutes'" in done.message
