"""docs/corpus.md says what was measured, and what is said to be found is among it."""

import pytest

from tests.corpus import page
from tests.corpus.data import FALSE, NOISE, USELESS, Fault, faults, is_of, measured, read

KINDS = {FALSE, NOISE, USELESS}


def test_the_page_is_current() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "python -m tests.corpus --write"


def test_every_repository_was_measured_and_none_crashed() -> None:
    several = measured()["repositories"]
    assert set(several) == set(read("repositories.yml"))
    assert len(several) >= 40
    assert 2 * sum(each.get("roots", 0) > 1 for each in several.values()) >= 40
    assert [name for name, each in several.items() if "crash" in each] == []


@pytest.mark.parametrize("fault", faults(), ids=lambda one: f"{one.repository} {one.at}")
def test_what_is_said_to_be_found_is_found(fault: Fault) -> None:
    said = measured()["repositories"][fault.repository]["findings"]
    if fault.found:
        assert [place for place in said if place.startswith(f"{fault.found} ")]
    else:
        assert fault.left, "say why no rule finds it"


def test_labels_are_of_findings_that_are_there() -> None:
    several = measured()["repositories"]
    for name, kinds in read("labels.yml").items():
        assert set(kinds) <= KINDS
        said = [*several[name].get("findings", ()), *several[name].get("unknown", ())]
        for pattern in (each for places in kinds.values() for each in places):
            assert [place for place in said if is_of(place, pattern)], f"{name}: {pattern}"


def test_the_figures_are_what_is_wanted() -> None:
    """As low as they were when this was measured, so that a mend of one kind spoils no other."""
    figures = page.figures()
    assert figures["false"] < 0.02
    assert figures["noise"] < 0.15
    assert figures["found"] > 0.85
    assert figures["useless"] < 0.10
    assert figures["seconds"] <= 0.15
