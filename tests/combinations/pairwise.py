"""Sets of answers in which each pair of values of two questions meets, made by allpairspy."""

import itertools
from collections import Counter
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
            filled = _filled(space, found, pair, shown)
            accepted.append(filled)
            shown |= set(pairs(filled))
    return Sets(_needed(accepted), refused, never_meet)


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


def _filled(space: Space, row: Row, pair: Pair, shown: set[Pair]) -> Row:
    """Change values of an accepted row, one by one, while that shows more pairs for the first time.

    Args:
        space: the parameters.
        row: the row, in which the pair stays.
        pair: what the row was made for.
        shown: the pairs of all rows before.
    """
    kept = {index for index, _ in pair}

    def new_pairs(index: int, value: Any) -> int:
        mine = (index, value)
        others = ((other, theirs) for other, theirs in enumerate(row) if other != index)
        return sum(tuple(sorted((mine, each), key=_number)) not in shown for each in others)

    while True:
        changes = []
        for index, values in enumerate(space.values):
            if index in kept or row[index] == UNASKED:
                continue
            now = new_pairs(index, row[index])
            changes += [
                (more, index, value)
                for value in values
                if value not in (row[index], UNASKED)
                and (more := new_pairs(index, value) - now) > 0
            ]
        for _, index, value in sorted(changes, key=lambda each: -each[0]):
            changed = [*row[:index], value, *row[index + 1 :]]
            if space.is_accepted(changed):
                row = changed
                break
        else:
            return row


def _needed(rows: list[Row]) -> list[Row]:
    """Return the rows without those that show no pair alone."""
    times = Counter(pair for row in rows for pair in pairs(row))
    needed = []
    for row in rows:
        if all(times[pair] > 1 for pair in pairs(row)):
            times.subtract(pairs(row))
        else:
            needed.append(row)
    return needed


def _number(place: tuple[int, Any]) -> int:
    return place[0]


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
