"""Who calls: functions and sessions of roles are known by the credentials that they get."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Caller:
    """A function that calls AWS in the name of its role, or somebody who has taken a role.

    Attributes:
        role: ARN of the role.
        function: ARN of the function; empty if it is somebody else.
        session: what somebody else calls the session.
    """

    role: str
    function: str
    session: str = ""

    @property
    def arn(self) -> str:
        """ARN of the session, as AWS names the caller."""
        account, role = self.role.split(":")[4], self.role.rsplit("/", 1)[1]
        session = self.session or self.function.rsplit(":", 1)[1]
        return f"arn:aws:sts::{account}:assumed-role/{role}/{session}"


_known: dict[str, Caller] = {}
_calls: Counter[tuple[str, str]] = Counter()


def of_function(function: Any) -> dict[str, str]:
    """Return the environment variables by which the calls of a function are known.

    Args:
        function: moto's function.
    """
    return _given_to(Caller(function.role, function.function_arn))


def of_session(role: str, name: str) -> dict[str, str]:
    """Return the environment variables by which the calls of a session of a role are known.

    Args:
        role: ARN of the role.
        name: what the session is called.
    """
    return _given_to(Caller(role, "", name))


def _given_to(known: Caller) -> dict[str, str]:
    key = f"ASIA{sha256(repr(known).encode()).hexdigest()[:16].upper()}"
    _known[key] = known
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": key, "AWS_SESSION_TOKEN": key}


def caller(key: str) -> Caller | None:
    """Return the function whose access key this is, None if it is nobody's."""
    return _known.get(key)


def count(who: Caller, operation: str) -> None:
    """Note that a function has called an operation, such as `rds:DescribeDBClusters`."""
    if who.function:
        _calls[who.function, operation] += 1


def counted() -> list[dict[str, Any]]:
    """Return which `function` called which `operation`, and how `often`."""
    return [
        {"function": function, "operation": operation, "often": often}
        for (function, operation), often in sorted(_calls.items())
    ]
