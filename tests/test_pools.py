"""A seed chooses a share of each pool, the same one each time; what it left out is named."""

import re
from pathlib import Path

import pytest

from tests import pools
from tests.pools import Pools

TESTS = """
import pytest

long = pytest.mark.long

@pytest.fixture(scope="session", params=["a", "b", "c"])
def life(request):
    return request.param

@long(pool="lives", by="life")
def test_it_is_applied(life):
    pass

@long(pool="lives", by="life")
@pytest.mark.parametrize("what", [1, 2])
def test_it_holds(life, what):
    pass

@long(pool="combinations", asks=True)
def test_combinations(share):
    print("judged:", *share("combinations", ["x", "y", "z"]))

@long
def test_whatever_the_seed():
    pass

def test_everyday():
    pass
"""
ROOT = str(Path(__file__).parents[1])


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> "Run":
    monkeypatch.setattr(pools, "SHARES", {"lives": 1, "combinations": 2})
    pytester.makepyfile(TESTS)
    pytester.makeini("[pytest]\nmarkers = long\naddopts = --strict-markers -p no:cacheprovider")
    return Run(pytester, monkeypatch)


class Run:
    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
        self._pytester = pytester
        self._monkeypatch = monkeypatch

    def __call__(self, *options: str, seed: str = "", mark: str = "long") -> pytest.RunResult:
        self._monkeypatch.setenv("TFDR_SEED", seed)
        self._monkeypatch.setenv("PYTHONPATH", ROOT)
        return self._pytester.runpytest("-p", "tests.pools", "-m", mark, "-rP", "-v", *options)


def ran(result: pytest.RunResult) -> set[str]:
    found = (line.split() for line in result.outlines if "::test_" in line and "PASSED" in line)
    return {words[0].partition("::")[2] for words in found if words[0] != "PASSED"}


def judged(result: pytest.RunResult) -> set[str]:
    (line,) = (line for line in result.outlines if line.startswith("judged:"))
    return set(line.split()[1:])


def test_without_a_seed_all_runs(run: Run) -> None:
    result = run()
    assert len(ran(result)) == 3 + 6 + 1 + 1
    assert judged(result) == {"x", "y", "z"}
    result.stdout.no_fnmatch_line("pool *")


def test_a_seed_and_its_rest_are_all_and_share_nothing(run: Run) -> None:
    share, rest = run(seed="1"), run("--rest", seed="1")
    assert ran(share) & ran(rest) == {"test_combinations"}  # which asks, and is told other cases
    assert ran(share) | ran(rest) == ran(run())
    assert judged(share) | judged(rest) == {"x", "y", "z"}
    assert len(judged(share)) == 2
    assert "test_whatever_the_seed" in ran(share)


def test_what_shares_a_parameter_is_chosen_together(run: Run) -> None:
    result = run("--pool", "lives", seed="1")
    (life,) = {name.split("[")[1].rstrip("]").split("-")[0] for name in ran(result)}
    assert ran(result) == {
        f"test_it_is_applied[{life}]", f"test_it_holds[{life}-1]", f"test_it_holds[{life}-2]"
    }  # fmt: skip


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["alone", "by a worker"])
def test_what_ran_and_what_did_not_is_said_with_the_command(run: Run, workers: list[str]) -> None:
    result = run(*workers, seed="1")
    result.stdout.fnmatch_lines(
        [
            "*pools, TFDR_SEED=1*",
            "pool combinations: ? of 3 ran, left out: *",
            "pool lives: 1 of 3 ran, left out: ?, ?",
            "what was left out: make test-rest TFDR_SEED=1, *",
        ]
    )


def test_everyday_tests_have_no_seed(run: Run) -> None:
    assert ran(run(seed="1", mark="not long")) == {"test_everyday"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--pool", "live"], "*--pool live: there are *lives*"),
        (["--rest"], "*--rest: of which seed? Set TFDR_SEED*"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, options: list[str], said: str) -> None:
    result = run(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])


def test_a_pool_that_has_no_share_is_refused(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile('import pytest\n@pytest.mark.long(pool="x")\ndef test_it(): pass\n')
    result = run()
    assert result.ret != 0
    result.stderr.fnmatch_lines(["*there is no pool 'x' in *"])


def test_over_seeds_each_case_gets_its_turn() -> None:
    cases = [str(number) for number in range(7)]
    chosen = [Pools(seed=f"commit {number}").choose("lives", cases) for number in range(100)]
    assert {len(each) for each in chosen} == {1}
    assert set.union(*chosen) == set(cases)


def test_every_pool_that_a_test_joins_is_there() -> None:
    """Who joins another ends the long tests before the first of them: it has to be seen before."""
    root = Path(ROOT)
    joined = {
        (path.relative_to(root).as_posix(), name)
        for path in (root / "tests").rglob("*.py")
        if path != Path(__file__)
        for name in re.findall(r'mark\.long\(pool="([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(joined) > 10
    assert sorted(each for each in joined if each[1] not in pools.SHARES) == []
