"""How a policy of IAM differs from the same one as it was generated."""

from collections.abc import Iterator
from typing import Any, Final

from tfdr.controls.reference.content import content, shown
from tfdr.controls.reference.difference import Difference
from tfdr.evaluate import Resource, Statement

POLICIES: Final = ("policy", "assume_role_policy", "access_policy", "policy_document")
"""Attributes that are policies."""

_OF_IDENTITIES: Final = ("aws_iam_policy", "aws_iam_role_policy")

Facets = dict[str, list[Any]]


def between(old: Resource, new: Resource, path: str) -> Iterator[Difference]:
    """What is different about a policy that a resource holds."""
    if content(old.get(path)) == content(new.get(path)):
        return
    before, after = old.policy(path), new.policy(path)
    if after.is_set is False:
        yield Difference(path, False, f"has no {path}")
        return
    if not after.is_complete and before.is_complete:
        yield Difference(path, None, f"its {path} depends on {', '.join(after.missing[:2])}")
    left = [(each, _facets(each)) for each in after.statements]
    pairs = []
    for statement in before.statements:
        facets = _facets(statement)
        same = next((each for each in left if each[1] == facets), None)
        if same is not None:
            left.remove(same)
        else:
            pairs.append((statement, facets))
    changed = bool(pairs or left)
    for statement, facets in pairs:
        alike = [each for each in left if each[0].allows is statement.allows]
        other = max(alike, key=lambda each: _alike(statement, facets, each), default=None)
        if other is not None and _alike(statement, facets, other):
            left.remove(other)
            yield from _narrowed(statement, facets, other[1], path, new)
        else:
            lost = statement.allows is False and after.is_complete
            holds = False if lost else None
            yield Difference(path, holds, f"no longer {_said(statement)}")
    for statement, facets in left:
        yield from _added(statement, facets, path, new)
    if not changed:
        yield Difference(path, None, f"its {path} is not what the answers come to")


def _facets(statement: Statement) -> Facets:
    return {
        "action": _set(map(content, statement.actions)),
        "exempt action": _set(map(content, statement.not_actions)),
        "resource": _set(map(content, statement.resources)),
        "exempt resource": _set(map(content, statement.not_resources)),
        "principal": _set([kind, content(who)] for kind, who in statement.principals),
        "condition": _set(
            [operator, key.lower(), _set(map(content, values))]
            for operator, key, values in statement.conditions
        ),
    }


def _set(found: Any) -> list[Any]:
    return sorted(found, key=repr)


def _alike(statement: Statement, facets: Facets, other: tuple[Statement, Facets]) -> int:
    named = 3 if statement.sid and statement.sid == other[0].sid else 0
    return named + sum(bool(mine) and mine == other[1][key] for key, mine in facets.items())


def _narrowed(
    statement: Statement, old: Facets, new: Facets, path: str, owner: Resource
) -> Iterator[Difference]:
    for facet, before in old.items():
        after = new[facet]
        lost = [each for each in before if each not in after]
        more = [each for each in after if each not in before]
        if not lost and not more:
            continue
        limits = facet == "condition" or facet.startswith("exempt")
        denies = statement.allows is False
        # What a denial loses, and what a grant gains, lets more in; of conditions, the reverse.
        opens = bool(more if denies == limits else lost) or (facet == "condition" and bool(lost))
        if owner.type in _OF_IDENTITIES and not limits and not denies:
            continue  # what such a policy may grant, the check of least privilege says
        message = f"{_said(statement)} with {_change(facet, lost, more)}"
        yield Difference(path, False if opens else None, message)


def _change(facet: str, lost: list[Any], more: list[Any]) -> str:
    parts = []
    if more:
        parts.append(f"{facet} {_text(more[0])} more")
    if lost:
        parts.append(f"{facet} {_text(lost[0])} less")
    return " and ".join(parts) + " than the answers come to"


def _text(found: Any) -> str:
    if isinstance(found, list):
        return " ".join(_text(each) for each in found if isinstance(each, str | list)) or "other"
    return shown(found)


def _added(
    statement: Statement, facets: Facets, path: str, owner: Resource
) -> Iterator[Difference]:
    if owner.type in _OF_IDENTITIES:
        return
    anybody = any(each[1] == "*" for each in facets["principal"])
    holds = False if statement.allows and anybody and not facets["condition"] else None
    message = f"{_said(statement)} besides, which the answers do not come to"
    yield Difference(path, holds, message)


def _said(statement: Statement) -> str:
    actions = [content(each) for each in statement.actions or statement.not_actions]
    first = next((each for each in actions if isinstance(each, str)), "something")
    return f"{'denies' if statement.allows is False else 'allows'} {first}"
