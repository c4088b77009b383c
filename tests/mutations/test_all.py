"""Every mutant of two presets, and some of the others: caught, or known to be missed and why."""

import os
from collections import Counter

import pytest

from tests.mutations import page
from tests.mutations.operators import mutants
from tests.mutations.runner import names, ours, recorded_misses, rendered, spread

# Judged as a whole. The aim is 95 percent of two presets; LEAST is what is reached so far.
WHOLE = ("pilot-light-minimal",)
SAMPLE = int(os.environ.get("TFDR_MUTANTS_OF_OTHERS", "20"))
LEAST = 0.83


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", names())
def test_mutants_are_caught(name: str) -> None:
    reasons = recorded_misses()
    with rendered(name) as preset:
        found = list(mutants(preset.repository))
        assert page.numbers()[name] == len(found)
        chosen = found if name in WHOLE else spread(found, SAMPLE, seed=6)
        judged = ours(preset, chosen)
    missed = {(mutant.operator, mutant.place) for mutant, said in judged if not said.is_caught}
    share = 1 - len(missed) / len(judged)
    print(f"{name}: {len(judged) - len(missed)} of {len(judged)} caught, {share:.1%}")
    print(Counter(operator for operator, _ in missed).most_common())

    assert share >= LEAST - 0.1  # of few mutants, of which some are of kinds that no rule knows
    if name in WHOLE:
        assert sorted(missed - reasons.keys()) == []
        there = {(mutant.operator, mutant.place) for mutant in found}
        assert sorted((reasons.keys() & there) - missed) == [], "recorded as missed, but caught"
        assert share >= LEAST
