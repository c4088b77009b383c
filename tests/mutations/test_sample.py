"""Mutants are well formed, some are judged every day, and the page says how many there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr import hcl

from tests.mutations import page
from tests.mutations.judges import Ours, Process
from tests.mutations.operators import OPERATORS, mutants
from tests.mutations.repository import Mutant
from tests.mutations.runner import Preset, ours, recorded_misses, rendered, spread, why_missed
from tests.support import PRESETS

SMALLEST = "pilot-light-minimal"


@pytest.fixture(scope="module")
def preset() -> Iterator[Preset]:
    with rendered(SMALLEST) as found:
        yield found


@pytest.fixture(scope="module")
def found(preset: Preset) -> list[Mutant]:
    return list(mutants(preset.repository))


def test_mutants_parse_and_differ_from_what_was_rendered(
    preset: Preset, found: list[Mutant]
) -> None:
    assert len({str(mutant) for mutant in found}) == len(found)
    for mutant in found:
        for name, text in mutant.files.items():
            assert text != preset.repository.texts.get(name, ""), mutant
    for mutant in spread(found, len(OPERATORS), seed=2):
        for name, text in mutant.files.items():
            if text is not None and name.endswith((".tf", ".tfvars", ".hcl")):
                hcl.parse_text(text, Path(name))


def test_twenty_of_them_are_caught_or_known_to_be_missed(
    preset: Preset, found: list[Mutant]
) -> None:
    sample = spread(found, 20, seed=3)
    missed = {
        (mutant.operator, mutant.place)
        for mutant, judged in ours(preset, sample, page.hints())
        if not judged.is_caught
    }

    assert [each for each in missed if not why_missed(*each)] == []
    assert len(missed) <= 2
    # Nothing is left of a mutant.
    for name, text in preset.repository.texts.items():
        assert (preset.work / name).read_text(encoding="utf-8") == text


def test_the_command_says_what_is_said_in_this_process(preset: Preset, found: list[Mutant]) -> None:
    (mutant,) = spread(found, 1, seed=4)
    said = Process(preset.work).judge(mutant).by
    assert said
    assert set(said) == set(Ours(preset.work).everything(mutant).by)


def test_what_is_recorded_as_missed_is_of_an_operator_there_is() -> None:
    assert {operator for operator, _ in recorded_misses()} <= OPERATORS.keys()


def test_the_page_is_of_these_operators_and_of_enough_mutants() -> None:
    """`make mutations` brings it up to date."""
    assert len(OPERATORS) >= 40
    assert page.hints().keys() == OPERATORS.keys()
    assert page.numbers().keys() == set(PRESETS)
    assert sum(page.numbers().values()) >= 500
