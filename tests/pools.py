"""Long tests are in pools, of which a seed chooses a share; what it left out is named at the end.

Without a seed all long tests run. With one in TFDR_SEED, which CI takes from the commit, so many
cases of each pool run as `SHARES` says, always the same ones with the same seed:

    TFDR_SEED=S pytest -m long              the share that S chooses
    TFDR_SEED=S pytest -m long --rest       all that this left out
    pytest -m long --pool NAME,NAME         pools as a whole

A test joins with `@pytest.mark.long(pool="NAME")`, and is a case of the pool with each of its
parameters. `by="PARAMETER"` has tests chosen together that share this parameter. `asks=True` says
that the cases are no tests: then the test asks the fixture `share` which of them to look at. A long
test without a pool runs whatever the seed.
"""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

import pytest

SEED: Final = "TFDR_SEED"

SHARES: Final = {
    "checkov": 2,
    "combinations": 10,
    "deployed": 5,
    "doors": 3,
    "drills": 5,
    "faults": 7,
    "first-day": 0,
    "fleets": 0,
    "hostile-answers": 2,
    "incidents": 1,
    "levels": 2,
    "lives": 1,
    "longest-names": 1,
    "lost-for-good": 0,
    "one-output-missing": 3,
    "own-tests": 2,
    "releases": 2,
    "scenarios": 8,
    "workflows": 1,
}
"""How many cases of each pool run with every change."""

ASKS: Final = ""
NAMED: Final = 8
"""So many cases that were left out are named; the command for them has them all."""

Case = TypeVar("Case")


class Share(Protocol):
    """Returns the cases of a pool that run, in their order."""

    def __call__(self, pool: str, cases: Iterable[Case]) -> list[Case]: ...


@dataclass
class Pools:
    """Chooses cases, and remembers what became of all.

    Attributes:
        seed: what chooses; empty where all run.
        rest: whether what the seed leaves out runs, in place of what it chooses.
        only: the pools to which the run is limited; empty for all.
        cases: by pool, each case and whether it runs.
    """

    seed: str = ""
    rest: bool = False
    only: frozenset[str] = frozenset()
    cases: dict[str, dict[str, bool]] = field(default_factory=dict)

    def choose(self, pool: str, cases: Iterable[str]) -> set[str]:
        """Return the cases of a pool that run."""
        every = set(cases)
        if not self.runs(pool):
            return set()
        ranked = sorted(every, key=lambda case: _rank(self.seed, pool, case))
        first = set(ranked[: SHARES[pool]]) if self.seed else every
        running = every - first if self.rest else first
        self.cases.setdefault(pool, {}).update({case: case in running for case in sorted(every)})
        return running

    def summary(self) -> Iterator[str]:
        """Return how many cases of each pool ran, and the command for the others."""
        for pool, cases in sorted(self.cases.items()):
            ran = [case for case, runs in cases.items() if runs]
            left_out = [case for case, runs in cases.items() if not runs]
            yield f"pool {pool}: {len(ran)} of {len(cases)} ran, left out: {_named(left_out)}"
        if not self.rest:
            command = f"make test-rest {SEED}={self.seed}"
            yield f"what was left out: {command}, or one pool of it: {command} POOL=NAME"

    def runs(self, pool: str) -> bool:
        """Say whether anything of a pool runs."""
        return not self.only or pool in self.only

    def runs_always(self) -> bool:
        """Say whether long tests without a pool run."""
        return not (self.rest or self.only)


def _named(cases: list[str]) -> str:
    names = [case.rpartition("::")[2] for case in cases[:NAMED]]
    more = f" and {len(cases) - NAMED} more" if len(cases) > NAMED else ""
    return f"{', '.join(names)}{more}" or "nothing"


def _rank(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()


# --- Choosing

_KEY: Final = pytest.StashKey[Pools]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pools of long tests")
    group.addoption("--rest", action="store_true", help=f"what {SEED} leaves out")
    group.addoption("--pool", default="", help="only these pools, separated by commas")


def pytest_configure(config: pytest.Config) -> None:
    only = frozenset(filter(None, config.getoption("--pool").split(",")))
    if unknown := only - SHARES.keys():
        raise pytest.UsageError(f"--pool {', '.join(unknown)}: there are {', '.join(SHARES)}")
    seed, rest = os.environ.get(SEED, ""), config.getoption("--rest")
    if rest and not seed:
        raise pytest.UsageError(f"--rest: of which seed? Set {SEED}")
    config.stash[_KEY] = Pools(seed, rest, only)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    pools = config.stash[_KEY]
    members = {item: _membership(item) for item in items if item.get_closest_marker("long")}
    by_pool: dict[str, set[str]] = defaultdict(set)
    for pool, case in filter(None, members.values()):
        if case != ASKS:
            by_pool[pool].add(case)
    chosen = {pool: pools.choose(pool, cases) for pool, cases in by_pool.items()}

    def runs(item: pytest.Item) -> bool:
        if item not in members:
            return True
        if (member := members[item]) is None:
            return pools.runs_always()
        pool, case = member
        return pools.runs(pool) if case == ASKS else case in chosen[pool]

    left_out = [item for item in items if not runs(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if runs(item)]


def _membership(item: pytest.Item) -> tuple[str, str] | None:
    """Return the pool of a long test and what it is a case of, which is empty where it asks."""
    given: dict[str, Any] = {}
    for mark in item.iter_markers("long"):  # the closest comes first
        given = {**mark.kwargs, **given}
    if "pool" not in given:
        return None
    pool = given["pool"]
    if pool not in SHARES:
        raise pytest.UsageError(f"{item.nodeid}: there is no pool {pool!r} in {__name__}.SHARES")
    if given.get("asks"):
        return pool, ASKS
    if "by" in given:
        return pool, str(item.callspec.params[given["by"]])  # type: ignore[attr-defined]
    return pool, item.nodeid


@pytest.fixture(scope="session")
def share(pytestconfig: pytest.Config) -> Share:
    """Chooses cases that are no tests."""
    pools = pytestconfig.stash[_KEY]

    def chosen(pool: str, cases: Iterable[Case]) -> list[Case]:
        by_name = {str(case): case for case in cases}
        running = pools.choose(pool, by_name)
        return [case for name, case in by_name.items() if name in running]

    return chosen


# --- What ran, and what did not: workers tell the process that writes the summary.


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["pools"] = json.dumps(session.config.stash[_KEY].cases)
    yield
    pools = session.config.stash[_KEY]
    if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and (pools.rest or pools.only):
        session.exitstatus = pytest.ExitCode.OK  # the pools that run are elsewhere


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    cases = node.config.stash[_KEY].cases
    for pool, told in json.loads(getattr(node, "workeroutput", {}).get("pools", "{}")).items():
        cases.setdefault(pool, {}).update(told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    pools = config.stash[_KEY]
    if not pools.seed or not pools.cases:
        return
    terminalreporter.section(f"pools, {SEED}={pools.seed}")
    for line in pools.summary():
        terminalreporter.write_line(line)
