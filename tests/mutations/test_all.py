"""Every mutant of two presets, and some of the others: caught, or known to be missed and why."""

import os
from collections import Counter

import pytest

from tests.mutations import page
from tests.mutations.operators import mutants
from tests.mutations.runner import names, ours, recorded_misses, rendered, spread

WHOLE = ("pilot-light-minimal", "payment-processing")
SAMPLE = int(os.environ.get("TFDR_MUTANTS_OF_OTHERS", "20"))
LEAST = 0.95


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

    assert sorted(missed - reasons.keys()) == []
    if name in WHOLE:
        there = {(mutant.operator, mutant.place) for mutant in found}
        assert sorted((reasons.keys() & there) - missed) == [], "recorded as missed, but caught"
        assert share >= LEAST
