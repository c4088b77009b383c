"""OPS04: the repository has Terraform tests."""

from collections.abc import Iterator

from tfdr.evaluate import System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING, of_root=True, is_recovery=False)

_TESTS = ("*.tftest.hcl", "*.tftest.json", "tests/*.tftest.hcl", "tests/*.tftest.json")
# They may need an account, or test something else.
_OTHERS = ("test/*_test.go", "tests/*_test.go", "test/test_*.py", "tests/test_*.py")


def check(system: System) -> Iterator[Verdict]:
    """The root of a workload."""
    if not system.is_workload:
        return
    holds: Truth = not system.is_multi_region
    others = _first(system, _OTHERS)
    if _first(system, _TESTS):
        holds = True
    elif holds is False and others:
        holds = None
    unknown = (f"whether {others} runs without an account",)
    yield judge_all(system, holds, "there is no *.tftest.hcl beside it", unknown=unknown)


def _first(system: System, patterns: tuple[str, ...]) -> str:
    for pattern in patterns:
        for path in sorted(system.directory.glob(pattern)):
            return path.name
    return ""
