"""Each invariant is broken on purpose once, and the suite notices; unbroken, it does not.

A mutation changes the function's text. What then goes wrong has to be what the mutation names.
"""

import pytest

from tests.faults import code as codes
from tests.faults.mutations import MUTATIONS

SAMPLE = ("record before promote",)


def cases() -> list[object]:
    return [
        name if name in SAMPLE else pytest.param(name, marks=pytest.mark.long) for name in MUTATIONS
    ]


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_still_fits_the_function(name: str) -> None:
    for module, change in MUTATIONS[name].changes().items():
        assert change(codes.SOURCES[module]) != codes.SOURCES[module]


@pytest.mark.parametrize("name", cases())
def test_a_broken_function_is_noticed(name: str, code: codes.Code) -> None:
    mutation = MUTATIONS[name]
    assert mutation.experiment(code) == [], "the function is not well before it is broken"

    violations = mutation.experiment(codes.load(mutation.changes()))

    assert any(each.startswith(mutation.invariant) for each in violations), violations
