"""Mutants are well formed, some are judged every day, and the page says how many there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import hcl
from tests.mutations import page
from tests.mutations.judges import Ours, Process
from tests.mutations.operators import OPERATORS, mutants
from tests.mutations.repository import Mutant
from tests.mutations.runner import Preset, ours, recorded_misses, rendered, spread

SMALLEST = "pilot-light-minimal"
ALL: dict[str, list[Mutant]] = {}


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
    missed = {(m.operator, m.place) for m, judged in ours(preset, sample) if not judged.is_caught}

    assert missed <= recorded_misses().keys()
    assert len(missed) <= 6


def test_the_command_says_what_is_said_in_this_process(preset: Preset, found: list[Mutant]) -> None:
    command, judge = Process(preset.work), Ours(preset.work)
    for mutant in spread(found, 2, seed=4):
        assert set(command.judge(mutant).by) == set(judge.everything(mutant).by)


def test_nothing_is_left_of_a_mutant(preset: Preset, found: list[Mutant]) -> None:
    judge = Ours(preset.work)
    for mutant in spread(found, 2, seed=5):
        judge.first(mutant)

    for name, text in preset.repository.texts.items():
        assert (preset.work / name).read_text(encoding="utf-8") == text


def test_the_page_says_how_many_there_are(found: list[Mutant]) -> None:
    """`python -m tests.mutations`, then the same with `--write` brings it up to date."""
    numbers = page.numbers()

    assert numbers["operators"] == len(OPERATORS) >= 40
    assert numbers[SMALLEST] == len(found)
