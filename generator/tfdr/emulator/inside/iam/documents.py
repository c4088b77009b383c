"""Policy documents: their statements, and which of them are for a request."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tfdr.emulator.inside.iam import conditions

_VARIABLE = re.compile(r"\$\{([^}]+)\}")


@dataclass(frozen=True)
class Principal:
    """Who asks.

    Attributes:
        kind: as policies name it, `AWS` or `Service`.
        names: all names by which a policy may mean it: of a role's session the session's, the
            role's and the account's.
    """

    kind: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The most precise name."""
        return self.names[0]


@dataclass(frozen=True)
class Access:
    """One thing that somebody wants to do.

    Attributes:
        principal: who.
        action: such as `s3:PutObject`.
        resource: ARN of what it is done to; `*` where IAM knows no resource for the action.
        context: condition keys, in lower case, and their values.
    """

    principal: Principal
    action: str
    resource: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """A statement of a policy."""

    allows: bool
    parts: Mapping[str, tuple[str, ...]]
    principals: Mapping[str, tuple[str, ...]] | None
    not_principals: Mapping[str, tuple[str, ...]] | None
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]

    def is_for(self, access: Access) -> bool:
        """Say whether it is about an access, whoever asks."""
        return (
            self._covers("Action", access.action.lower(), access)
            and self._covers("Resource", access.resource, access)
            and conditions.hold(self.conditions, access.context)
        )

    def is_about(self, access: Access) -> bool:
        """Say whether it is about an action, under its conditions, whatever the resource."""
        return self.is_for_action(access) and conditions.hold(self.conditions, access.context)

    def is_for_action(self, access: Access) -> bool:
        """Say whether it is about an action, whatever the resource and the conditions."""
        return self._covers("Action", access.action.lower(), access)

    def names(self, principal: Principal) -> str | None:
        """Return by which name it means a principal; `*` is a name; None if it does not."""
        if self.not_principals is not None:
            return None if _named(self.not_principals, principal) else "*"
        return None if self.principals is None else _named(self.principals, principal)

    def accounts(self) -> tuple[str, ...]:
        """Return the principals of accounts that it names, as it does."""
        return tuple((self.principals or {}).get("AWS", ()))

    def _covers(self, part: str, wanted: str, access: Access) -> bool:
        if (patterns := self.parts.get(part)) is not None:
            return any(_fits(pattern, wanted, access) for pattern in patterns)
        patterns = self.parts.get(f"Not{part}")
        if patterns is None:  # a trust policy and a function's have no resource but their own
            return True
        return not any(_fits(pattern, wanted, access) for pattern in patterns)


def statements(policy: str | bytes | Mapping[str, Any] | None) -> tuple[Statement, ...]:
    """Return the statements of a policy; none has none."""
    if isinstance(policy, Mapping):
        policy = json.dumps(policy)
    return _parsed(policy) if policy else ()


def listed(value: Any) -> list[Any]:
    """Return what a policy may write as one value or as several, as several."""
    return value if isinstance(value, list) else [value]


@lru_cache(maxsize=4096)
def _parsed(policy: str | bytes) -> tuple[Statement, ...]:
    return tuple(map(_statement, listed(json.loads(policy).get("Statement", []))))


def _statement(written: Mapping[str, Any]) -> Statement:
    parts = {
        name: _texts(written[name], lower=name.endswith("Action"))
        for name in ("Action", "NotAction", "Resource", "NotResource")
        if name in written
    }
    conditions_ = tuple(
        (operator, key.lower(), _texts(values))
        for operator, keys in written.get("Condition", {}).items()
        for key, values in keys.items()
    )
    return Statement(
        written["Effect"] == "Allow",
        parts,
        _principals(written.get("Principal")),
        _principals(written.get("NotPrincipal")),
        conditions_,
    )


def _texts(value: Any, *, lower: bool = False) -> tuple[str, ...]:
    found = (str(each).lower() if isinstance(each, bool) else str(each) for each in listed(value))
    return tuple(each.lower() if lower else each for each in found)


def _principals(written: Any) -> Mapping[str, tuple[str, ...]] | None:
    if written is None:
        return None
    if written == "*":
        return {"AWS": ("*",)}
    return {kind: _texts(names) for kind, names in written.items()}


def _named(principals: Mapping[str, Sequence[str]], principal: Principal) -> str | None:
    wanted = principals.get(principal.kind, ())
    for name in principal.names:
        if name in wanted:
            return name
    # Everybody is also everybody who is a service.
    return "*" if "*" in (*wanted, *principals.get("AWS", ())) else None


def _fits(pattern: str, wanted: str, access: Access) -> bool:
    if pattern == "*" or pattern == wanted:
        return True
    if "${" in pattern:
        filled = _VARIABLE.sub(lambda found: _value(found[1], access), pattern)
        return conditions.alike(filled, wanted)
    return conditions.alike(pattern, wanted)


def _value(name: str, access: Access) -> str:
    if name in ("*", "?", "$"):
        return name
    values = access.context.get(name.lower(), ())
    return values[0] if len(values) == 1 else "\0"
