"""Pages of scenarios: those that come with the package, and what is wrong with one."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr import cli
from tfdr.drill import incident, scenarios
from tfdr.drill.incident import MOVES, of_text
from tfdr.drill.system import System
from tfdr.emulator import kinds
from tfdr.errors import TfdrError

from tests.drill.test_drill import OUTPUTS

PAGE: dict[str, Any] = {
    "title": "DynamoDB fails",
    "minutes": 60,
    "events": [
        {"minute": 0, "until": 30, "fault": "no-name", "service": "dynamodb", "source": "I saw it"}
    ],
    "right": [
        {"for": ["sessions"], "move": "switchover", "by": {"served": 20}, "because": "It fails."},
        {"move": "stay", "because": "It serves."},
    ],
}  # fmt: skip
EVENT, RIGHT = PAGE["events"][0], PAGE["right"][1]


def read(page: Any) -> incident.Incident:
    return of_text("mine", yaml.safe_dump(page), "mine.yml")


def with_event(**changed: Any) -> dict[str, Any]:
    event = {name: value for name, value in {**EVENT, **changed}.items() if value is not None}
    return {**PAGE, "events": [event]}


def test_a_page_is_read() -> None:
    page = read(PAGE)
    assert (page.name, page.minutes, page.over, page.begins) == ("mine", 60, 30, "primary")
    assert (page.load.per_minute, page.load.writes) == (1000, 0.3)
    (fault,) = page.events[0].faults({"primary": "us-east-1", "dr": "us-west-2"})
    assert (fault.kind, fault.region, fault.service) == ("no-name", "us-east-1", "dynamodb")


@pytest.mark.parametrize(
    ("where", "regions"),
    [
        ("primary", ["us-east-1"]),
        ("standby", ["us-west-2"]),
        ("standbys", ["us-west-2", "eu-west-1"]),
        ("global", ["us-east-1"]),
        ("all", [""]),
    ],
)
def test_where_is_said_by_role(where: str, regions: list[str]) -> None:
    roles = {"primary": "us-east-1", "dr": "us-west-2", "dr2": "eu-west-1"}
    (event,) = read(with_event(where=where)).events
    assert [fault.region for fault in event.faults(roles)] == regions


def test_the_first_right_that_is_for_a_system_counts() -> None:
    page = read(PAGE)
    without = System(OUTPUTS)
    sessions = System({**OUTPUTS, "sessions_table_name": "trading-sessions"})
    assert page.right_for(sessions, automatic=False).moves == ["switchover"]
    assert page.right_for(without, automatic=False).moves == ["stay"]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ([], "a page: cannot be []: give fields with values"),
        ({**PAGE, "minutes": 0}, "minutes: cannot be 0: give a whole number from 1 to 1440"),
        ({**PAGE, "minutes": "long"}, "minutes: cannot be 'long': give a whole number"),
        ({**PAGE, "event": []}, "event: there is no such field: did you mean events?"),
        ({**PAGE, "events": []}, "events: is empty: give a list of what is wrong"),
        ({**PAGE, "title": None}, "title: is missing: give a sentence"),
        ({**PAGE, "begins": "dr"}, "begins: cannot be dr: give one of primary, standby"),
        ({**PAGE, "load": {"writes": 3}}, "load.writes: cannot be 3: give a share from 0 to 1"),
        ({**PAGE, "load": {"rises": [{"minute": 3}]}}, "rises[0].times: is missing"),
        (with_event(minute=99), "events[0].minute: cannot be 99: the page is played for 60"),
        (with_event(until=0), "events[0].until: cannot be 0: give a minute after 0"),
        (with_event(fault="no-nme"), "events[0].fault: cannot be no-nme: give one of outage,"),
        (with_event(source=None), "events[0].source: is missing: give how it is known"),
        (with_event(where="moon"), "events[0].where: cannot be moon: give one of primary,"),
        (with_event(region="us-east-1"), "events[0].region: there is no such field: give where"),
        (with_event(share=7), "events[0].share: cannot be 7: give a number above 0 and up to 1"),
        (with_event(zone=1), "events[0].zone: no-name has no such field: give"),
        (
            with_event(fault="unreachable", service=None, **{"from": "me"}),
            "events[0].from: cannot be me: give one of clients",
        ),
        (with_event(fault="unreachable", service=None), "events[0].from: unreachable needs it"),
        ({**PAGE, "right": [{**RIGHT, "move": "run"}]}, "right[0].move: cannot be run"),
        ({**PAGE, "right": [{**RIGHT, "for": ["gold"]}]}, "right[0].for: cannot be gold"),
        ({**PAGE, "right": [{**RIGHT, "by": {"told": 3}}]}, "by.told: there is no such field"),
        ({**PAGE, "right": PAGE["right"][:1]}, "right: the last one has a `for`: leave it out"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_page_is_said_with_its_place(page: Any, says: str) -> None:
    with pytest.raises(TfdrError) as refused:
        read(page)
    assert str(refused.value).startswith("mine.yml: ")
    assert says in str(refused.value)


def test_what_is_no_yaml_and_what_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yml"
    assert cli.main(["drill", str(tmp_path), "--scenario", str(file)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    file.write_text("title: [", encoding="utf-8")
    assert cli.main(["drill", str(tmp_path), "--scenario", str(file)]) == 2
    assert "is not YAML" in capsys.readouterr().err


def test_pages_that_come_with_the_package_are_as_they_have_to_be() -> None:
    names = incident.names()
    assert len(names) >= 13
    used = set()
    for name in names:
        page = incident.shipped(name)
        assert page.happened, name
        assert page.sources, name
        assert page.wrong, name
        assert set(page.right[-1].moves) <= set(MOVES)
        used |= {event.fault.kind for event in page.events}
        assert scenarios.title(name) == page.title
    assert used >= {
        kinds.NO_NAME, kinds.ERRORS, kinds.HANGING, kinds.SLOW, kinds.THROTTLED,
        kinds.REQUESTS_FAIL, kinds.REQUESTS_SLOW, kinds.LAUNCHES, kinds.METRICS, kinds.EVENTS,
        kinds.REPLICATION, kinds.UNREACHABLE, kinds.ZONE, kinds.SIGN_IN,
    }  # fmt: skip


def test_scenarios_are_asked_for_by_name_by_file_or_all_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(yaml.safe_dump(PAGE), encoding="utf-8")
    assert scenarios.named("incidents") == incident.names()
    assert scenarios.named("lambda-2023") == ["lambda-2023"]
    assert scenarios.named(str(file)) == [str(file)]
    assert scenarios.title(str(file)) == "DynamoDB fails"
    with pytest.raises(TfdrError, match=r"did you mean lambda-2023\?"):
        scenarios.named("lamda-2023")
    bare = System({name: value for name, value in OUTPUTS.items() if name != "url"})
    assert scenarios.fitting(["lambda-2023"], bare)[1] == {
        "lambda-2023": "it has no endpoint that clients could ask"
    }
