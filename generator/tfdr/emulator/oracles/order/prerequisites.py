"""How prerequisites are registered and asked."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tfdr.emulator.oracles.call import Call, Objection

Judge = Callable[[Call], Iterator[Objection]]


@dataclass(frozen=True)
class Prerequisite:
    """Something that has to hold before an operation.

    Attributes:
        judge: yields an objection where it does not; its docstring says what has to hold.
        source: where AWS says so.
    """

    judge: Judge
    source: str

    @property
    def says(self) -> str:
        """What has to hold."""
        return " ".join((self.judge.__doc__ or "").split())


_known: dict[str, list[Prerequisite]] = defaultdict(list)


def before(*operations: str, source: str) -> Callable[[Judge], Judge]:
    """Return a decorator for a function that knows a prerequisite.

    Args:
        operations: by botocore's names, such as `elbv2:CreateLoadBalancer`.
        source: where AWS says so.
    """

    def register(judge: Judge) -> Judge:
        for operation in operations:
            _known[operation].append(Prerequisite(judge, source))
        return judge

    return register


def known(operation: str) -> list[Prerequisite]:
    """Return the prerequisites of an operation."""
    return _known.get(operation, [])


def operations() -> list[str]:
    """Return the operations that have prerequisites."""
    return sorted(_known)
