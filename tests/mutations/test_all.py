"""Some hundred mutants of all presets, drawn by lot: at least 95 percent are caught."""

import random

import pytest

from tests.mutations import page
from tests.mutations.operators import mutants
from tests.mutations.runner import ours, rendered, why_missed
from tests.pools import Share
from tests.support import PRESETS

OF_EACH = 65  # mutants of a preset: more than 500 of eight
LEAST = 0.95  # measured: 96.9 percent of 520


@pytest.mark.long(pool="mutants", asks=True)
@pytest.mark.timeout(1800)
def test_at_least_95_percent_of_a_sample_are_caught(share: Share) -> None:
    """Each mutant weighs the same here; samples of the page are spread over operators."""
    judged: list[tuple[str, str, bool]] = []
    presets = share("mutants", PRESETS)
    for name in presets:
        with rendered(name) as preset:
            chosen = random.Random(6).sample(list(mutants(preset.repository)), OF_EACH)
            said = ours(preset, chosen, page.hints())
        judged += [(mutant.operator, mutant.place, each.is_caught) for mutant, each in said]
    missed = [(operator, place) for operator, place, is_caught in judged if not is_caught]
    caught = 1 - len(missed) / len(judged)
    print(f"{len(judged) - len(missed)} of {len(judged)} caught, {caught:.1%}")
    for operator, place in missed:
        print(f"{operator}: {place}: {why_missed(operator, place) or 'not explained'}")

    assert len(judged) == OF_EACH * len(presets)
    assert caught >= LEAST
