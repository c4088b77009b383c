"""Sets of answers in which each pair of values of two questions meets, made by allpairspy."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from allpairspy import AllPairs

from tests.combinations.space import UNASKED, Space

Row = list[Any]
Pair = tuple[tuple[int, Any], tuple[int, Any]]

# How many beginnings of rows are tried for two values that may never meet, such as an engine of
# `none` and a version.
PATIENCE: Final = 400


@dataclass(frozen=True)
class Sets:
    """What a pairwise generator made of all questions.

    Attributes:
        accepted: rows that the template accepts.
        refused: rows, made without asking the template's validators, that it refuses.
        never_meet: pairs of values for which no accepted row was found.
    """

    accepted: list[Row]
    refused: list[Row]
    never_meet: list[Pair]


def all_sets(space: Space) -> Sets:
    """Return rows that show each pair of values that an accepted row can have; no chance in it."""
    offered = [list(row) for row in AllPairs(space.values, filter_func=space.can_be_asked)]
    accepted = [row for row in offered if space.is_accepted(row)]
    refused = [row for row in offered if not space.is_accepted(row)]
    accepted += [
        list(row)
        for row in AllPairs(space.values, filter_func=space.is_accepted, previously_tested=accepted)
    ]
    # The generator stops at the first row without a new pair, which comes early where answers
    # exclude each other: what is missing then is asked for pair by pair.
    shown = {pair for row in accepted for pair in pairs(row)}
    never_meet = []
    for turn, pair in enumerate(possible_pairs(space)):
        if pair in shown or any(value == UNASKED for _, value in pair):
            continue
        if (found := _with_pair(space, pair, turn)) is None:
            never_meet.append(pair)
        else:
            accepted.append(found)
            shown |= set(pairs(found))
    return Sets(accepted, refused, never_meet)


def first_sets(space: Space, number: int) -> list[Row]:
    """Return the first few accepted rows: those that show the most pairs."""
    made = AllPairs(space.values, filter_func=space.is_accepted)
    return [list(row) for row in itertools.islice(made, number)]


def pairs(row: Sequence[Any]) -> Iterator[Pair]:
    """Return each pair of values of a row, with the numbers of their parameters."""
    return itertools.combinations(enumerate(row), 2)


def possible_pairs(space: Space) -> Iterator[Pair]:
    """Return each pair of values of two parameters, whether a row can have it or not."""
    for (i, ours), (j, theirs) in itertools.combinations(enumerate(space.values), 2):
        for one, other in itertools.product(ours, theirs):
            yield (i, one), (j, other)


class _OutOfPatience(Exception):
    pass


def _with_pair(space: Space, pair: Pair, turn: int) -> Row | None:
    # Values take turns in being the first: the generator would take the same ones each time.
    values = [[*each[turn % len(each) :], *each[: turn % len(each)]] for each in space.values]
    for index, value in pair:
        values[index] = [value]
    tries = 0

    def is_accepted(row: Sequence[Any]) -> bool:
        nonlocal tries
        tries += 1
        if tries > PATIENCE:
            raise _OutOfPatience
        return space.is_accepted(row)

    try:
        row = next(AllPairs(values, filter_func=is_accepted), None)
    except _OutOfPatience:
        return None
    return None if row is None else list(row)
