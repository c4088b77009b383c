"""docs/deployment.md as a script: its commands, typed in their order in a new account.

From `ready.py` to a 200 in two environments, one after the other in the same account, and to an
account as it was before. Every oracle judges what is done.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.systems.first_day.conftest import first_day
from tests.systems.first_day.person import Block, Done, Person

ENVIRONMENTS = ("staging", "sandbox")
ANSWERS = {"environments": list(ENVIRONMENTS), "lifecycle": "ephemeral", "ci": "github"}
PLAYED = ["pilot-light-minimal"]
"""Tasks that need an image; small, so that it takes no longer than it has to."""

LATER = ("A release", "Taking it down")
"""What is under these headings is not for the first day, or ends it."""

OF_THE_ACCOUNT = ("Before: what the account must allow", "Before: the account")
"""What is under these headings is done once, for all environments."""

MADE_BY_THE_FIRST = ("bootstrap apply ", "bootstrap apply -var create_oidc_provider=false ")
"""What the page says to add where the account has GitHub's identity provider already."""

LOOKS = ("Deployment", "Before: what the account must allow", "Before: the account")
"""What is under these headings looks at the account, and may find that something is not there."""

ASKED = ("State", "Names", "First image", "Everything else", "The pipeline", "A release")
"""Steps that `progress.py` has to call next when somebody comes to them."""

EDITED = "Room for the failover functions"
"""A step for which the page has a setting to write down, once AWS has raised a quota."""

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
        next: what `progress.py` called next, by environment and step.
        left: what the account has when the day is over.
    """

    person: Person
    before: dict[str, list[str]]
    done: list[tuple[Block, Done]] = field(default_factory=list)
    next: dict[tuple[str, str], str] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)

    def is_played(self) -> None:
        """Type the commands of the page for each environment, and then what takes them down."""
        first, *others = ENVIRONMENTS
        for block in self.page(first):
            self.comes_to(first, block.heading)
            if block.heading not in LATER:
                self.types(block)
        for other in others:
            for block in self.page(other):
                self.comes_to(other, block.heading)
                if block.heading not in (*LATER, *OF_THE_ACCOUNT):
                    self.types(Block(block.heading, block.text.replace(*MADE_BY_THE_FIRST)))
        for environment in reversed(ENVIRONMENTS):
            (last,) = [each for each in self.page(environment) if each.heading == LATER[-1]]
            self.types(last, environment)
        self.left = self.person.emulator.inventory()

    def page(self, environment: str) -> list[Block]:
        return self.person.page(environment, ENVIRONMENTS[0])

    def comes_to(self, environment: str, step: str) -> None:
        """Ask what is next, before what the page has for it is typed."""
        if step in ASKED and (environment, step) not in self.next:
            seen = self.person.types(f"python environments/progress.py {environment}", goes_on=True)
            found = re.search(r"(?m)^NEXT     (.*?)(: .*)?$", seen.seen)
            self.next[environment, step] = found[1] if found else seen.seen

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
    assert len(answers) >= len(ENVIRONMENTS)
    assert set(answers) == {"200"}


def test_progress_calls_next_what_the_page_comes_to(day: Day) -> None:
    """P10: from nothing to the first release."""
    assert {step for _, step in day.next} == set(ASKED)
    # What nobody types as a command stays to be done: a setting in a file.
    left = {"The pipeline": EDITED, "A release": EDITED}
    assert day.next == {key: left.get(key[1], key[1]) for key in day.next}


def test_the_pipeline_knows_the_roles(day: Day) -> None:
    asked = (day.person.clone.parent / "gh").read_text()
    for name in (each + end for each in ENVIRONMENTS for end in ("", "-plan")):
        assert f"variable set AWS_ROLE_ARN --env {name} " in asked


def test_both_environments_were_there_at_once(day: Day) -> None:
    """Nothing of the first stood in the way of the second, or went with it."""
    ended = [done.line for block, done in day.done if block.heading == LATER[-1]]
    assert [re.findall(r"(\w+) is destroyed", each) for each in ended] == [
        [each] for each in reversed(ENVIRONMENTS)
    ]


def test_an_ephemeral_environment_goes_whole(day: Day) -> None:
    """R18: and the page says how long that takes."""
    assert day.left == day.before
    assert "30 to 60 minutes" in day.seen("Taking it down")


def test_aws_would_have_refused_nothing(day: Day) -> None:
    assert day.person.emulator.violations() == []
