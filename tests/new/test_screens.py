"""`tfdr new` as a person sees it, in a terminal of 80 columns and 24 rows, with the real template.

What is on the screen is kept in `screens/`. After a change that is meant, write it again with
`TFDR_WRITE_SCREENS=1 pytest -m long tests/new/test_screens.py`, and read the difference.
"""

import os
import shlex
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.new.screen import (
    COLUMNS,
    CTRL_C,
    CTRL_U,
    DOWN,
    ENTER,
    ESC,
    ROWS,
    UP,
    Terminal,
)

pytestmark = pytest.mark.long

SCREENS = Path(__file__).with_name("screens")

Step = tuple[str, tuple[str, ...]]
"""What has to be on the screen, and the keys that are pressed then."""

SHORT: list[Step] = [
    ("Start from:", (ENTER,)),
    ("(project_name)", ("web-shop", ENTER)),
    ("(owner)", ("web-team", ENTER)),
    ("(cost_center)", ("cc-1200", ENTER)),
    ("(compute)", (ENTER,)),
    ("(engine)", (ENTER,)),
    ("(domain_name)", ("www.acme-shop.org", ENTER)),
    ("(alert_emails)", ("oncall@acme-shop.org", ENTER)),
    ("(primary_region)", ("frankf", ENTER)),
    ("(dr_regions)", (ENTER,)),
    ("(rpo_minutes)", (ENTER,)),
    ("(rto_minutes)", (ENTER,)),
    ("Design:", (ENTER,)),
    ("Stop, and keep", (ENTER,)),
]
GIVEN = {
    "project_name": "web-shop",
    "owner": "web-team",
    "cost_center": "cc-1200",
    "compute": "ecs",
    "engine": "aurora-postgresql",
    "domain_name": "www.acme-shop.org",
    "alert_emails": "[oncall@acme-shop.org]",
    "primary_region": "eu-central-1",
    "dr_regions": "[eu-west-3]",
    "rpo_minutes": "5",
    "rto_minutes": "30",
}


def given(answers: Mapping[str, str]) -> list[str]:
    return [part for pair in answers.items() for part in ("--data", "=".join(pair))]


def after(text: str, terminal: Terminal) -> list[str]:
    """The command that is printed last, after a text. The terminal breaks its line."""
    said = terminal.everything().rsplit(f"{text}\n", 1)[1]
    return shlex.split("".join(line.ljust(COLUMNS) for line in said.split("\n")))


def play(steps: Sequence[Step], terminal: Terminal) -> list[str]:
    """Walk through steps; return the screen before each is answered."""
    screens = []
    for text, keys in steps:
        screens.append(terminal.until(text))
        terminal.type(*keys)
    return screens


def check(name: str, screens: Sequence[str]) -> None:
    """Compare screens with those that were kept, and hold them to the size of the terminal."""
    for screen in screens:
        assert max(map(len, screen.splitlines())) <= COLUMNS
        assert len(screen.splitlines()) <= ROWS
    said = "".join(f"{screen}\n{'=' * COLUMNS}\n" for screen in screens)
    kept = SCREENS / f"{name}.txt"
    if os.environ.get("TFDR_WRITE_SCREENS"):
        kept.write_text(said, encoding="utf-8")
    assert said == kept.read_text(encoding="utf-8")


def test_the_short_path(tmp_path: Path) -> None:
    terminal = Terminal(["new", "shop"], tmp_path)
    screens = play(SHORT, terminal)

    assert terminal.ended() == 0
    check("short", screens)
    readme = (tmp_path / "shop" / "README.md").read_text()
    assert "web-shop" in readme
    design = {"strategy": "pilot-light", "automatic_failover": "false"}
    repeat = ["tfdr", "new", "shop", *given(GIVEN | design), "--defaults"]
    assert after("without questions:", terminal) == repeat


def test_the_customised_path(tmp_path: Path) -> None:
    terminal = Terminal(["new", "shop", *given(GIVEN)], tmp_path)
    screens = play(
        [
            ("Design:", (DOWN, DOWN, DOWN, ENTER)),
            ("Stop, and keep", (DOWN, DOWN, ENTER)),
            ("(compliance_level)", (DOWN, DOWN, ENTER)),
            ("Type object-lock", ("no", ENTER)),
            ("That was not object-lock.", ("object-lock", ENTER)),
            ("(lock_mode)", (DOWN, ENTER)),
            ("Type compliance", ("compliance", ENTER)),
            ("(manage_account_services)", (ENTER,)),
            ("(engine_version)", (ENTER,)),
            ("(database_capacity)", (ENTER,)),
            ("(services)", (ENTER,)),
            ("(objects_rpo_minutes)", (ENTER,)),
            ("(availability_zones)", (ENTER,)),
            ("(vpc_cidrs)", (ENTER,)),
            ("(outbound)", (DOWN, ENTER)),
            ("(container_port)", (ENTER,)),
            ("(health_check_path)", (ENTER,)),
            ("(hosted_zone)", (ENTER,)),
            ("(team)", (ENTER,)),
            ("(environments)", (ENTER,)),
            ("(lifecycle)", (ENTER,)),
            ("(ci)", (ENTER,)),
            ("(provider_versions)", (ENTER,)),
            ("Stop, and keep", (ENTER,)),
        ],
        terminal,
    )

    assert terminal.ended() == 0
    check("customised", screens)
    assert "lock_mode: compliance" in (tmp_path / "shop" / ".copier-answers.yml").read_text()


def test_going_back_and_wrong_answers(tmp_path: Path) -> None:
    asked = {"primary_region", "dr_regions", "rto_minutes"}
    rest = {name: value for name, value in GIVEN.items() if name not in asked}
    terminal = Terminal(["new", "shop", *given(rest)], tmp_path)
    screens = play(
        [
            ("» United States: N. Virginia", ("frankf", ENTER)),
            ("» European Union: Paris", (ESC,)),
            ("» European Union: Frankfurt", ("stockh", ENTER)),
            ("(eu-central-1)     nearest", (ENTER,)),
            ("(rto_minutes)", (CTRL_U, "soon", ENTER)),
            ("must be a whole number", (CTRL_U, "2", ENTER)),
            ("cannot be 2", (CTRL_U, "16", ENTER)),
            ("Design:", (ESC,)),
            ("question 3 of 3", (ENTER,)),
            ("Design:", (UP, ENTER)),
            ("» 1 warm-standby", (ENTER,)),
            ("Stop, and keep", (DOWN, ENTER)),
            ("Which answer?", ("owner", ENTER)),
            ("Owner (owner)", (CTRL_U, ENTER)),
            ("give", ("platform-team", ENTER)),
            ("Stop, and keep", (UP, ENTER)),
        ],
        terminal,
    )

    assert terminal.ended() == 0
    check("back", screens)
    assert not (tmp_path / "shop").exists()
    assert "owner=platform-team" in after("Go on with:", terminal)


def test_an_interrupt_at_any_question_keeps_what_was_answered(tmp_path: Path) -> None:
    command = ["tfdr", "new", "shop"]
    answered: dict[str, str] = {}
    for (text, keys), (following, _) in pairwise(SHORT):
        terminal = Terminal(command[1:], tmp_path)
        if not answered and text != "Start from:":
            play(SHORT[:1], terminal)
        terminal.until(text)
        terminal.type(*keys)
        terminal.until(following)
        terminal.type(CTRL_C)

        assert terminal.ended() == 130
        command = after("Go on with:", terminal)
        name = text.strip("()")
        if name in GIVEN:
            answered[name] = GIVEN[name]
        if name == "Design:":
            answered |= {"strategy": "pilot-light", "automatic_failover": "false"}
        assert " ".join(command) == " ".join(["tfdr", "new", "shop", *given(answered)])
    assert list(tmp_path.iterdir()) == []
