"""What a drill reached of the objectives, beside the planning figures."""

import json
from dataclasses import replace
from pathlib import Path

from tfdr import cli
from tfdr.drill import evidence, recovery
from tfdr.drill.recovery import Loss, Recovery
from tfdr.drill.report import Drill
from tfdr.drill.timeline import Timeline

PLAN = {
    "detection by Route 53": 2,
    "automatic decision": 3,
    "database promotion": 5,
    "service scale-out": 4,
    "DNS": 1,
}
RUN = {
    "started_at": 1420.0,
    "changed_at": 1500.0,
    "served_at": 1501.0,
    "steps": {
        "start capacity": {"seconds": 2.0},
        "promote database": {"seconds": 66.0},
        "await capacity": {"seconds": 10.0},
    },
}


def reached(**changes: float | None) -> Recovery:
    found = recovery.parts(PLAN, Loss(300.0, noticed=400.0), RUN, 1000.0, 520.0)
    made = Recovery("outage", "dr", 220.0, 900.0, 1.2, 60.0, found)
    return replace(made, **changes)


def test_each_part_is_measured_beside_its_plan() -> None:
    assert [(each.step, each.planned_minutes, each.seconds) for each in reached().parts] == [
        ("detection by Route 53", 2, 100.0),
        ("automatic decision", 3, 20.0),
        ("database promotion", 5, 66.0),
        ("service scale-out", 4, 12.0),
        ("DNS", 1, 19.0),
    ]


def test_what_is_planned_for_nothing_has_no_line() -> None:
    plan = {"DNS": 1}
    found = recovery.parts(plan, Loss(300.0), RUN, 1000.0, 520.0)
    assert [each.step for each in found] == ["DNS"]


def test_an_objective_that_is_missed_is_said() -> None:
    assert reached().holds
    assert not reached(seconds=901.0).holds
    assert not reached(lost_seconds=61.0).holds
    assert reached(lost_seconds=None).holds
    assert reached().sentence == "220 s of the 900 s of the RTO, 1.2 s of data of 60 s lost"


def test_the_plan_is_that_of_the_answers(tmp_path: Path) -> None:
    assert (
        cli.main(["new", str(tmp_path / "it"), "--preset", "trading-platform", "--defaults"]) == 0
    )
    plan = recovery.planned(tmp_path / "it")
    assert plan["database promotion"] > 0
    assert "automatic decision" in plan
    (tmp_path / "it/.copier-answers.yml").write_text("strategy: none\n", encoding="utf-8")
    assert recovery.planned(tmp_path / "it") == {}


def test_the_report_has_both(tmp_path: Path) -> None:
    drill = Drill(
        "/somewhere", "trading-production", {"primary": "us-east-1", "dr": "us-west-2"},
        {"outage": "The primary region is lost"}, {}, 15, Timeline(quiet=True), {}, {},
        recoveries=[reached()],
    )  # fmt: skip
    page, _, data = evidence.write(drill, tmp_path / "evidence")
    text = page.read_text(encoding="utf-8")
    assert "| **recovery time (RTO)** | 15 min | 220 s |" in text
    assert "| database promotion | 5 min | 66 s |" in text
    assert "| **recovery point (RPO)** | 1 min | 1.2 s |" in text
    said = json.loads(data.read_text(encoding="utf-8"))["recoveries"][0]
    assert (said["seconds"], said["objective_seconds"], said["holds"]) == (220.0, 900.0, True)
    assert said["parts"][2] == {
        "step": "database promotion", "planned_minutes": 5, "seconds": 66.0,
    }  # fmt: skip
