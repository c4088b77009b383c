"""Some hundred mutants of all presets, drawn by lot: nearly all are caught."""

import random

import pytest

from tests.mutations import page
from tests.mutations.operators import mutants
from tests.mutations.runner import ours, rendered, why_missed
from tests.support import PRESETS

OF_EACH = 65  # mutants of a preset: more than 500 of eight
# Measured: 98.3 percent of 640, and 99.0 of another 600. Each change of a template draws others,
# and the share of so many mutants varies by a percent either way.
LEAST = 0.975


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_97_of_100_of_a_sample_are_caught() -> None:
    """Each mutant weighs the same here; samples of the page are spread over operators."""
    chance = random.Random(6)
    judged: list[tuple[str, str, bool]] = []
    for name in PRESETS:
        with rendered(name) as preset:
            chosen = chance.sample(list(mutants(preset.repository)), OF_EACH)
            said = ours(preset, chosen, page.hints())
        judged += [(mutant.operator, mutant.place, each.is_caught) for mutant, each in said]
    missed = [(operator, place) for operator, place, is_caught in judged if not is_caught]
    share = 1 - len(missed) / len(judged)
    print(f"{len(judged) - len(missed)} of {len(judged)} caught, {share:.1%}")
    for operator, place in missed:
        print(f"{operator}: {place}: {why_missed(operator, place) or 'not explained'}")

    assert len(judged) >= 500
    assert share >= LEAST
