"""Judges mutants of presets and keeps what was found, for tests and for the page."""

import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import yaml
from tfdr import terraform

from tests import renders
from tests.mutations.judges import (
    Checkov,
    Judged,
    Ours,
    Process,
    Validate,
    checkov_version,
)
from tests.mutations.operators import OPERATORS, mutants
from tests.mutations.repository import Mutant, Repository

_SLOW_ON: Final = 2
MISSES: Final = Path(__file__).with_name("misses.yml")


@dataclass(frozen=True)
class Preset:
    """A preset, rendered: to look at, and to work in."""

    name: str
    repository: Repository
    work: Path


@contextmanager
def rendered(name: str) -> Iterator[Preset]:
    """Render a preset."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as folder:
        work = renders.copied(Path(folder).resolve() / name, name)
        yield Preset(name, Repository(renders.rendered(name)), work)


def spread(found: Iterable[Mutant], size: int, seed: int) -> list[Mutant]:
    """So many mutants, the same with the same seed, of as many operators as there can be."""
    chance = random.Random(seed)
    by_operator: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in found:
        by_operator[mutant.operator].append(mutant)
    pools = list(by_operator.values())
    chance.shuffle(pools)
    for pool in pools:
        chance.shuffle(pool)
    chosen: list[Mutant] = []
    while len(chosen) < size and any(pools):
        chosen += [pool.pop() for pool in pools if pool]
    return chosen[:size]


def ours(
    preset: Preset, chosen: Iterable[Mutant], hints: Mapping[str, Iterable[str]] | None = None
) -> list[tuple[Mutant, Judged]]:
    """What `tfdr check` says, until something of it catches the mutant."""
    judge = Ours(preset.work, hints)
    return [(mutant, judge.first(mutant)) for mutant in chosen]


def _judge(
    name: str,
    size: int,
    seed: int,
    others: tuple[int, int, int],
    hints: Mapping[str, Iterable[str]],
) -> dict[str, Any]:
    """Judge the mutants of one preset, in a process of its own."""
    with rendered(name) as preset:
        found = list(mutants(preset.repository))
        chosen = spread(found, size, seed) if size else found
        wanted = {str(each): each for each in chosen}
        wanted |= {str(each): each for number in others for each in spread(found, number, seed)}
        judged = {"ours": [_row(*each) for each in ours(preset, wanted.values(), hints)]}
        kinds = (
            ("process", others[0], lambda: Process(preset.work).judge),
            ("validate", others[1], lambda: Validate(preset.work).judge),
            ("checkov", others[2], lambda: Checkov(preset.work).judge),
        )
        for kind, number, start in kinds:
            sample = spread(found, number, seed)
            judge = start() if sample else None
            judged[kind] = [_row(mutant, judge(mutant)) for mutant in sample] if judge else []
        return {"preset": name, "mutants": len(found), "judged": judged}


def _row(mutant: Mutant, judged: Judged) -> dict[str, Any]:
    return {
        "operator": mutant.operator,
        "place": mutant.place,
        "by": list(judged.by),
        "seconds": round(judged.seconds, 3),
    }


def run(
    presets: list[str],
    size: int,
    seed: int,
    others: dict[str, int],
    workers: int,
    hints: Mapping[str, Iterable[str]],
) -> dict[str, Any]:
    """Judge the mutants of presets.

    Args:
        presets: their names.
        size: mutants of each that we judge; 0 for all.
        seed: of the samples.
        others: how many our process, validate and checkov judge in all, of two of the presets.
        workers: how many presets at once.
        hints: which rules are asked first, by operator.
    """
    # Checkov has to be run on each preset as it is, too: so those are few.
    few = min(_SLOW_ON, len(presets))
    shares = {
        name: tuple(
            number // few + (at < number % few) if at < few else 0 for number in others.values()
        )
        for at, name in enumerate(presets)
    }
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        # Each its own seed: that samples differ.
        futures = [
            pool.submit(_judge, name, size, seed + at, shares[name], hints)
            for at, name in enumerate(presets)
        ]
        found = [future.result() for future in futures]
    return {
        "operators": len(OPERATORS),
        "seed": seed,
        "presets": found,
        "measured": datetime.now(UTC).date().isoformat(),
        "with": {
            "cores": os.cpu_count(),
            "terraform": terraform.find().version if others["validate"] else "",
            "checkov": checkov_version() if others["checkov"] else "",
        },
    }


@cache
def recorded_misses() -> dict[tuple[str, str], str]:
    """Why mutants are known to be missed: by operator and place, some with `*` at the end."""
    found: dict[tuple[str, str], str] = {}
    for entry in yaml.safe_load(MISSES.read_text(encoding="utf-8")) or []:
        for place in entry["places"]:
            found[entry["operator"], place] = entry["reason"]
    return found


def why_missed(operator: str, place: str) -> str:
    """Why a mutant is known to be missed; empty where it is not."""
    recorded = recorded_misses()
    exact = recorded.get((operator, place), "")
    begun = (
        why
        for (name, start), why in recorded.items()
        if name == operator and start.endswith("*") and place.startswith(start[:-1])
    )
    return exact or next(begun, "")
