"""Things that were made in the emulated AWS, each broken once: the check has to notice each."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from tests.deployed.program import QUESTIONS, asked, wrong
from tests.emulation.support import HERE, THERE, Cloud

REGIONS = {"primary": HERE, "dr": THERE}
Outputs = dict[str, Any]


@dataclass(frozen=True)
class Break:
    """One thing to break.

    Attributes:
        name: what is broken.
        question: which has to notice.
        says: a part of what it says then.
        do: breaks it.
        role: of the region where it is asked.
        active: the region that is to be active.
    """

    name: str
    question: str
    says: str
    do: Callable[[Cloud, Outputs], Any]
    role: str = "primary"
    active: str = "primary"


def each(breaks: list[Break]) -> pytest.MarkDecorator:
    """Run a test with each of some breaks."""
    return pytest.mark.parametrize("broken", breaks, ids=[one.name for one in breaks])


def keep(cloud: Cloud, outputs: Outputs) -> Outputs:
    """Keep what was made, for each break to begin with."""
    cloud.emulator.save("made")
    return {"regions": REGIONS, **outputs}


def in_order(cloud: Cloud, outputs: Outputs) -> None:
    """Require that every question that can be asked finds nothing wrong, and something right."""
    cloud.emulator.restore("made")
    for question, known in QUESTIONS.items():
        if set(known.outputs) <= set(outputs):
            for role in REGIONS:
                found = asked(question, outputs, role)
                bad = [one for one in found if one.status in ("WRONG", "unknown")]
                assert bad == [], f"{question} {role}: {bad}"
                assert found, f"{question} {role}: nothing is said"


def noticed(broken: Break, cloud: Cloud, outputs: Outputs) -> None:
    """Break something and require that its question says so, which said nothing before."""
    outputs = deepcopy(outputs)  # some breaks make an output outdated
    cloud.emulator.restore("made")
    if broken.active == "primary":
        before = wrong(broken.question, outputs, broken.role)
        assert before == [], before
    broken.do(cloud, outputs)
    found = wrong(broken.question, outputs, broken.role, broken.active)
    assert any(broken.says in one for one in found), found
