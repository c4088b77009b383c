"""Some hundred mutants of all presets, of every kind there is: at least 95 percent are caught."""

from collections import Counter

import pytest

from tests.mutations import page
from tests.mutations.operators import mutants
from tests.mutations.runner import names, ours, rendered, spread, why_missed

OF_EACH = 65  # mutants of a preset: more than 500 of eight
LEAST = 0.95


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_at_least_95_percent_of_a_sample_are_caught() -> None:
    """`python -m tests.mutations --size 0` judges all of them."""
    judged: list[tuple[str, str, bool]] = []
    for seed, name in enumerate(names()):
        with rendered(name) as preset:
            chosen = spread(mutants(preset.repository), OF_EACH, seed)
            said = ours(preset, chosen, page.hints())
        judged += [(mutant.operator, mutant.place, each.is_caught) for mutant, each in said]
    missed = [(operator, place) for operator, place, is_caught in judged if not is_caught]
    share = 1 - len(missed) / len(judged)
    print(f"{len(judged) - len(missed)} of {len(judged)} caught, {share:.1%}")
    print(Counter(operator for operator, _ in missed).most_common())

    assert len(judged) >= 500
    assert [each for each in missed if not why_missed(*each)] == [], "misses.yml gives no reason"
    assert share >= LEAST
