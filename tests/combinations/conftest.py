"""All sets of answers, generated once for the long tests in here."""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tfdr import terraform
from tfdr.questionnaire import questions
from tfdr.rendering.sources import built_in_root

from tests.combinations.pairwise import Pair, Row, all_sets
from tests.combinations.repositories import Generated, generate_all
from tests.combinations.space import Space
from tests.pools import Share
from tests.support import ROOT
from tests.validation import validate_all

RESULTS = ROOT / "build/results/combinations.json"
REPORT = pytest.StashKey["Everything"]()
ROOTS = (".", "bootstrap")


@dataclass
class Everything:
    """All sets of answers and what became of them.

    Attributes:
        rows: how many rows are accepted.
        accepted: each accepted row that this run looks at, and what was generated from it.
        refused: each row that was made without asking the validators and is refused by one.
        never_meet: pairs of values for which no accepted row was found.
        seconds: how long each step took.
        errors: what Terraform says of each root that it validated; empty until it was asked.
    """

    space: Space
    folder: Path
    rows: int
    accepted: list[tuple[Row, Generated]]
    refused: list[tuple[Row, Generated]]
    never_meet: list[Pair]
    seconds: dict[str, float]
    errors: dict[Path, list[str]] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[step] = time.monotonic() - began

    @property
    def shapes(self) -> int:
        """In how many ways the accepted sets differ by more than what literals say."""
        return len({tuple(done.shapes.values()) for _, done in self.accepted})

    def to_validate(self) -> list[Path]:
        """Return a root of each shape, and further ones until each value is in one of them."""
        values_by_root: dict[str, set[tuple[int, Any]]] = {root: set() for root in ROOTS}
        shapes_seen: set[tuple[str, str]] = set()
        chosen = []
        for row, done in self.accepted:
            for root in ROOTS:
                if root not in done.shapes:
                    continue
                values, shape = set(enumerate(row)), (root, done.shapes[root])
                # What differs in bootstrap/ are literals only: there its shape says enough.
                is_new = root == "." and not values <= values_by_root[root]
                if shape not in shapes_seen or is_new:
                    chosen.append(done.folder / root)
                    shapes_seen.add(shape)
                    values_by_root[root] |= values
        return chosen

    def validate(self) -> dict[Path, list[str]]:
        """Return the errors of each root that `to_validate` chose; Terraform is asked once."""
        if not self.errors:
            roots = self.to_validate()
            with self.timed("validate"):
                self.errors = validate_all(roots, self.folder / "data")
        return self.errors

    def unformatted(self) -> str:
        """Return the names of files that `terraform fmt` would change."""
        with self.timed("format"):
            return terraform.find().unformatted(self.folder).stdout

    def reasons(self) -> list[tuple[int, str]]:
        """Return each reason to refuse a set, with the number of sets, the commonest first."""
        said = (done.message.removeprefix("tfdr: ") for _, done in self.refused)
        found = Counter(" ".join(each.split()) for each in said)
        return [(number, reason) for reason, number in found.most_common()]


@pytest.fixture(scope="session")
def space() -> Space:
    return Space(questions.load(built_in_root()))


@pytest.fixture(scope="session")
def everything(
    space: Space,
    share: Share,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Everything:
    if "PYTEST_XDIST_WORKER" in os.environ:
        pytest.fail("these tests share what they generate, on all cores: run them with -n 0")
    folder = tmp_path_factory.mktemp("combinations")
    seconds = {}
    began = time.monotonic()
    sets = all_sets(space)
    seconds["choose"] = time.monotonic() - began
    began = time.monotonic()
    accepted = share("combinations", sets.accepted)
    rows = [*accepted, *sets.refused]
    done = generate_all(folder / "sets", [space.answers(row) for row in rows])
    seconds["generate, parse, resolve"] = time.monotonic() - began
    number = len(accepted)
    found = Everything(
        space,
        folder,
        len(sets.accepted),
        list(zip(accepted, done[:number], strict=True)),
        list(zip(sets.refused, done[number:], strict=True)),
        sets.never_meet,
        seconds,
    )
    request.config.stash[REPORT] = found
    return found


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    found = config.stash.get(REPORT, None)
    if found is None:
        return
    write = terminalreporter.write_line
    terminalreporter.section("combinations of answers")
    write(
        f"{len(found.accepted)} of {found.rows} sets accepted, {len(found.refused)} refused, "
        f"{found.shapes} that differ by more than literals, {len(found.errors)} roots validated"
    )
    for step, taken in found.seconds.items():
        number = len(found.errors) if step == "validate" else len(found.accepted)
        rate = f"{number / taken * 60:.0f} a minute" if step != "choose" and taken else ""
        write(f"{taken:6.0f} s  {step:25} {rate}")
    terminalreporter.section("refused, and why")
    for number, reason in found.reasons():
        write(f"{number:4}  {reason}")
    terminalreporter.section("values that never meet in an accepted set")
    names = Counter(
        " and ".join(found.space.parameters[index].name for index, _ in pair)
        for pair in found.never_meet
    )
    for name, number in names.most_common():
        write(f"{number:4}  {name}")
    if len(found.accepted) == found.rows:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(as_json(found), indent=2) + "\n", encoding="utf-8")


def as_json(found: Everything) -> dict[str, Any]:
    """Return the figures for the page of results."""
    return {
        "accepted": len(found.accepted),
        "refused": len(found.refused),
        "shapes": found.shapes,
        "validated": len(found.errors),
        "seconds": {step: round(taken, 1) for step, taken in found.seconds.items()},
        "reasons": found.reasons(),
        "cores": os.cpu_count(),
    }
