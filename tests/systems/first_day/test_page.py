"""docs/deployment.md as a script: its commands, typed in their order in a new account.

From `ready.py` to a 200, and to an account as it was before. Every oracle judges what is done.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.systems.first_day.conftest import first_day
from tests.systems.first_day.person import Block, Done, Person

ENVIRONMENT = "staging"
ANSWERS = {"environments": [ENVIRONMENT], "lifecycle": "ephemeral", "ci": "github"}
PLAYED = ["pilot-light-minimal"]
"""Tasks that need an image; small, so that it takes no longer than it has to."""

LATER = ("A release", "Taking it down")
"""What is under these headings is not for the first day, or ends it."""

LOOKS = ("Before: what the account must allow", "Before: the account")
"""What is under these headings looks at the account, and may find that something is not there."""

NOT_THERE = {"InvalidAccessException", "NoSuchEntity", "NoSuchPublicAccessBlockConfiguration"}
"""Errors by which AWS says so."""

pytestmark = [pytest.mark.long(pool="first-day", by="day"), pytest.mark.timeout(3600)]


@dataclass
class Day:
    """What was typed, and what was seen.

    Attributes:
        person: who typed it.
        before: what the account had.
        done: each block and how it ended.
        left: what the account has when the day is over.
    """

    person: Person
    before: dict[str, list[str]]
    done: list[tuple[Block, Done]] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)

    def is_played(self) -> None:
        """Type the commands of the page, from its beginning to what takes the environment down."""
        page = self.person.page(ENVIRONMENT, ENVIRONMENT)
        for block in page:
            if block.heading not in LATER:
                self.types(block)
        (last,) = [block for block in page if block.heading == "Taking it down"]
        self.types(last, ENVIRONMENT)
        self.left = self.person.emulator.inventory()

    def types(self, block: Block, answer: str = "yes") -> None:
        looks = block.heading in LOOKS
        done = self.person.types(block.text, answer, goes_on=looks)
        self.done.append((block, done))
        errors = set(re.findall(r"An error occurred \((\w+)\)", done.seen))
        found = errors <= NOT_THERE and "You must specify" not in done.seen
        assert found if looks else done.code == 0, f"{block.text}\n{done.seen[-4000:]}"

    def seen(self, heading: str) -> str:
        return "\n".join(done.seen for block, done in self.done if block.heading == heading)


@pytest.fixture(scope="module", params=PLAYED)
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder: Path = tmp_path_factory.mktemp("first-day")
    with first_day(folder, request.param, ANSWERS) as person:
        played = Day(person, person.emulator.inventory())
        played.is_played()
        yield played


def test_a_new_account_is_made_ready(day: Day) -> None:
    seen = day.seen("Before: what the account must allow")
    assert "MISSING" in seen


def test_the_first_apply_ends_with_a_system_that_serves(day: Day) -> None:
    """R25: curl says 200 before there is a release."""
    answers = re.findall(r"(?m)^(\d{3}) ", day.seen("Look"))
    assert answers
    assert set(answers) == {"200"}


def test_the_pipeline_knows_the_roles(day: Day) -> None:
    asked = (day.person.clone.parent / "gh").read_text()
    for environment in (ENVIRONMENT, f"{ENVIRONMENT}-plan"):
        assert f"variable set AWS_ROLE_ARN --env {environment} " in asked


def test_an_ephemeral_environment_goes_whole(day: Day) -> None:
    """R18: and the page says how long that takes."""
    assert day.left == day.before
    assert "30 to 60 minutes" in day.seen("Taking it down")


def test_aws_would_have_refused_nothing(day: Day) -> None:
    assert day.person.emulator.violations() == []
