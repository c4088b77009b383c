"""Finds out when names of 6.x came, went and changed, by bindings of many of its versions.

The format is that of `tfdr.provider.history`. Deprecations, which no bindings have, and versions
that release notes give more exactly come from the catalogue.
"""

from collections.abc import Mapping

from tfdr.provider import catalogue

from tools.provider.bindings import Members

Types = Mapping[tuple[str, str], Members]
Seen = dict[str, tuple[str, str]]  # mode, and what kind of thing it is, by path
_MODES = {"required": "!", "optional": "?", "computed": "=", "": ""}
_TITLE = (
    "# hashicorp/aws 6.x by the bindings of {first} to {last} and release notes; see history.py"
)


def seen(types: Types) -> Seen:
    """Every path of one version."""
    found: Seen = {}

    def walk(path: str, members: Members) -> None:
        for name, member in members.items():
            here = f"{path}.{name}"
            found[here] = (_MODES[member.mode], f"{member.block} {member.shape}")
            walk(here, member.members)

    for (kind, type_), members in types.items():
        found[f"{kind} {type_}"] = ("", "")
        walk(f"{kind} {type_}", members)
    return found


def text(versions: Mapping[str, Seen]) -> str:
    """The history of what was seen, by minor version, oldest first."""
    events: dict[str, list[str]] = {}
    for path in dict.fromkeys(path for each in versions.values() for path in each):
        found = _events([(version, names.get(path)) for version, names in versions.items()])
        if found and not _came_with_what_holds_it(path, found, events):
            events[path] = found
    for path, version in catalogue.since().items():
        events[path] = [f"+{version}", *(each for each in events[path] if each[0] != "+")]
    for path, version in catalogue.deprecated().items():
        if version != next(iter(versions)):
            events.setdefault(path, []).append(f"d{version}")
    title = _TITLE.format(first=next(iter(versions)), last=list(versions)[-1])
    lines = (" ".join([path, *events[path]]) for path in sorted(events))
    return "\n".join([title, f"versions {' '.join(versions)}", *lines, ""])


def _events(states: list[tuple[str, tuple[str, str] | None]]) -> list[str]:
    """The events of one path."""
    there = _changes([(version, "+" if state else "-") for version, state in states])
    modes = _changes([(version, state[0]) for version, state in states if state])
    shapes = _changes([(version, state[1]) for version, state in states if state])
    found = [f"{what}{version}" for version, what in there[1:]]
    if len(modes) > 1:
        found += [f"{mode}{version}" for version, mode in modes]
    return [*found, *(f"*{version}" for version, _ in shapes[-1:] if len(shapes) > 1)]


def _changes(states: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first state, and each one that is not as the one before it."""
    pairs = zip(states[1:], states, strict=False)
    return [*states[:1], *(state for state, before in pairs if state[1] != before[1])]


def _came_with_what_holds_it(path: str, found: list[str], events: Mapping[str, list[str]]) -> bool:
    if len(found) > 1 or found[0][0] != "+":
        return False
    while "." in path:
        path = path.rpartition(".")[0]
        if found[0] in events.get(path, ()):
            return True
    return False
