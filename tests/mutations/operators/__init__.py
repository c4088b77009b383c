"""What is done to a repository, in the order of the requirements."""

from collections import Counter
from collections.abc import Iterator

from tests.mutations.operators import (  # noqa: F401
    complete,
    data,
    failover,
    named,
    networked,
    observed,
    operated,
    secure,
)
from tests.mutations.operators.registry import OPERATORS, Operator
from tests.mutations.repository import Mutant, Repository

__all__ = ["OPERATORS", "Operator", "mutants"]


def mutants(repository: Repository) -> Iterator[Mutant]:
    """Every mutant of a repository: each operator wherever it applies, one place at a time."""
    for operator in OPERATORS.values():
        seen: set[str] = set()
        places: Counter[str] = Counter()
        for change in operator.operate(repository):
            files = repository.apply(change)
            said = repr(sorted(files.items(), key=lambda each: each[0]))
            if said in seen:
                continue
            seen.add(said)
            places[change.place] += 1
            number = places[change.place]
            place = f"{change.place} ({number})" if number > 1 else change.place
            yield Mutant(operator.name, place, files)
