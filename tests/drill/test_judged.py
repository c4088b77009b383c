"""What a report says of a page that was played, in text, as a page and for machines."""

import json
from dataclasses import replace
from typing import Any

from tfdr.drill import incident, judged, page
from tfdr.drill.person import Act
from tfdr.drill.playing import Played
from tfdr.drill.verdict import judge

from tests.drill.test_drill import drilled
from tests.drill.test_verdict import MOVED, MOVES


def minute(number: int, failed: float, leads: str = "us-east-1") -> dict[str, Any]:
    return {
        "minute": number, "requests": 1000, "failed": failed, "slow": 0, "unattended": 600.0,
        "leads": leads, "lost": 0.0,
    }  # fmt: skip


def played() -> Played:
    load = [minute(number, 1000 if 2 <= number < 12 else 0) for number in range(60)]
    return Played(
        incident=replace(incident.shipped("lambda-2023"), minutes=60),
        right=MOVES,
        outcome=MOVED,
        verdict=judge(MOVED, MOVES),
        minutes=load,
        jumped=[30, 31],
        acts=[Act(9, "switchover", "finished", "person", "dr is the active region")],
        notes=[(3, "alarm trading-failover-needed in us-west-2"), (9, "switchover | finished")],
    )


def test_the_picture_shows_when_requests_failed_and_would_have() -> None:
    failed, nothing, axis = judged.drawn(played())
    assert failed.startswith("    failed |  ██████████  ")
    assert set(nothing.split("|")[1]) == {"▅"}
    assert axis.split() == ["minute", "0", "60"]


def test_a_report_has_the_verdict_the_figures_and_what_happened() -> None:
    drill = replace(drilled(holds=True), played={"outage": played()})
    text = drill.as_markdown()
    for each in (
        "**right**: It fails.",
        "| failed if nobody had done anything | 40000 |",
        "| minute in which it was served | 12 |",
        "| 9 | switchover &#124; finished |",
        "Sources: https://aws.amazon.com/message/061323",
    ):
        assert each in text
    said = json.loads(json.dumps(drill.as_json()))["played"][0]
    assert (said["verdict"], said["unattended"], said["minutes"]["served"]) == ("right", 40_000, 12)
    assert len(said["load"]) == 60
    assert said["jumped"] == [30, 31]


def test_the_page_tells_the_story_by_minute() -> None:
    text = page.text(replace(drilled(holds=True), played={"outage": played()}))
    assert text.count("requests failed; DNS leads to us-east-1</title>") == 60
    assert "noticed, minute 3" in text
    assert "It really happened: 2023-06-13 11:49 PDT in us-east-1" in text
    assert "of which 2 count as the minute before them" in text
    assert '<p class="verdict good">Right: It fails.</p>' in text
