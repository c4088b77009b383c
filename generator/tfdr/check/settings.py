"""What a person chose: on the command line, in `tfdr.toml` or in `pyproject.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tfdr.check.options import CheckOptions
from tfdr.errors import TfdrError
from tfdr.messages import nearest
from tfdr.rules.registry import registered
from tfdr.rules.rule import ERROR, SEVERITIES, WARNING, Rule
from tfdr.rules.verdicts import UNKNOWN, Verdict

RECOVERY: Final = "recovery"
ALL: Final = "all"
PROFILES: Final = (RECOVERY, ALL)
"""Whether a system recovers; and how tfdr writes, too."""

_MOST: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Roots:
    """Root modules that are one system.

    Attributes:
        roots: their directories, relative to what is checked.
        name: what the system is called; or empty.
    """

    roots: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which rules count.

    Attributes:
        select: ids of rules, or how they begin; empty for all.
        ignore: those to leave out.
        severity: the least that is reported and counts.
        var_files: `.tfvars` files whose values count.
        profile: `recovery`, or `all` to judge security and style too.
        systems: which roots are judged together; where nothing is said, the code tells it.
        origin: the file that some of this comes from, or empty.
        var_files_from: where `var_files` are named, as messages begin.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: str = WARNING
    var_files: tuple[str, ...] = ()
    profile: str = ALL
    systems: tuple[Roots, ...] = ()
    origin: str = ""
    var_files_from: str = "--var-file"

    def counts(self, severity: str) -> bool:
        """Whether findings of a severity are reported."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.severity)

    def concerns(self, verdict: Verdict, rule: Rule) -> bool:
        """Whether a verdict counts: all do in the profile `all`.

        In the other, it has to be about recovery, and a doubt of a rule that has many is none.
        """
        if self.profile == ALL or rule.id in self.select:
            return True
        return verdict.is_recovery and (verdict.outcome != UNKNOWN or rule.tells_doubt)

    def tells(self, verdict: Verdict, rule: Rule) -> bool:
        """Whether a verdict that counts is worth telling.

        In the profile `recovery`, a doubt is about an error, and ends once somebody says a value.
        """
        if verdict.outcome != UNKNOWN or self.profile == ALL or rule.id in self.select:
            return True
        return rule.severity == ERROR and verdict.is_open

    def takes(self, rule: Rule) -> bool:
        """Whether a rule counts: by its severity, and by the profile."""
        if not self.counts(rule.severity):
            return False
        return self.profile == ALL or rule.is_recovery or rule.id.startswith(self.select or ("-",))


_GENERATED: Final = "tfdr.json"  # is in each repository that tfdr generated
_LISTS: Final = ("select", "ignore", "var_files")
_KEYS: Final = (*_LISTS, "severity", "profile")
_TABLES: Final = ("system",)


def load(root: Path, options: CheckOptions) -> Settings:
    """The settings of a directory; what is given on the command line replaces what a file says.

    Raises:
        TfdrError: a file of settings is wrong, or a rule does not exist.
    """
    origin, found = _from_files(root)
    given: dict[str, Any] = {
        "select": options.select,
        "ignore": options.ignore,
        "severity": options.severity,
        "var_files": options.var_file,
        "profile": options.profile,
    }
    values = {name: given[name] or found.get(name) for name in _KEYS}
    for name in ("select", "ignore"):
        where = f"--{name}" if given[name] else f"{origin}: {name}"
        _known(where, values[name] or ())
    return Settings(
        **{name: _split(values[name]) for name in ("select", "ignore")},
        severity=values["severity"] or WARNING,
        var_files=tuple(values["var_files"] or ()),
        profile=values["profile"] or (ALL if (root / _GENERATED).is_file() else RECOVERY),
        systems=tuple(
            Roots(tuple(each["roots"]), each.get("name", "")) for each in found.get("system", ())
        ),
        origin=origin,
        var_files_from="--var-file" if given["var_files"] else f"{origin}: var_files:",
    )


def _split(values: list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(
        part.strip().upper() for each in values or () for part in each.split(",") if part.strip()
    )


def _known(where: str, values: list[str] | tuple[str, ...]) -> None:
    ids = registered()
    for value in _split(values):
        if not any(id_.startswith(value) for id_ in ids):
            near = nearest(value, ids)
            right = f"did you mean {near}?" if near else "docs/rules/README.md lists them"
            raise TfdrError(f"{where}: there is no rule {value[:40]}; {right}")


def _from_files(root: Path) -> tuple[str, dict[str, Any]]:
    own = root / "tfdr.toml"
    if (content := _read(own)) is not None:
        return "tfdr.toml", _checked("tfdr.toml", content)
    project = root / "pyproject.toml"
    if (content := _read(project)) is not None:
        tool = content.get("tool")
        table = tool.get("tfdr") if isinstance(tool, dict) else None
        if table is not None:
            return "pyproject.toml", _checked("pyproject.toml: [tool.tfdr]", table)
    return "", {}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
        if len(content) > _MOST:
            raise TfdrError(f"{path.name} is larger than {_MOST // 1024} KiB")
        return tomllib.loads(content.decode())
    except OSError as error:
        raise TfdrError(f"{path.name} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TfdrError(f"{path.name} is no TOML: {error}") from None


def _checked(where: str, table: object) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise TfdrError(f"{where} has to be a table")
    for key, value in table.items():
        known = (*_KEYS, *_TABLES)
        if key not in known:
            near = nearest(key, known)
            right = f"did you mean {near}?" if near else f"there are: {', '.join(known)}"
            raise TfdrError(f"{where}: there is no setting {key[:40]!r}; {right}")
        if key in _LISTS and not (
            isinstance(value, list) and all(isinstance(each, str) for each in value)
        ):
            raise TfdrError(f"{where}: {key} has to be a list of strings")
    _systems(where, table.get("system", []))
    severity = table.get("severity", WARNING)
    if severity not in SEVERITIES:
        raise TfdrError(f"{where}: severity has to be one of {', '.join(SEVERITIES)}")
    if table.get("profile", ALL) not in PROFILES:
        raise TfdrError(f"{where}: profile has to be one of {', '.join(PROFILES)}")
    return table


def _systems(where: str, tables: object) -> None:
    """Whether each `[[system]]` names its roots, and no root is in two of them.

    Raises:
        TfdrError: it does not, or one is.
    """
    seen: set[str] = set()
    for table in tables if isinstance(tables, list) else [None]:
        if not isinstance(table, dict):
            raise TfdrError(f"{where}: system has to be tables, each begun by [[system]]")
        roots = table.get("roots")
        if not isinstance(roots, list) or not roots or not all(isinstance(r, str) for r in roots):
            right = '[[system]] with roots = ["primary", "dr"]'
            raise TfdrError(f"{where}: system: roots has to be a list of directories, as {right}")
        if not isinstance(table.get("name", ""), str):
            raise TfdrError(f"{where}: system: name has to be a string")
        if unknown := sorted(table.keys() - {"roots", "name"}):
            raise TfdrError(
                f"{where}: system: there is no setting {unknown[0][:40]!r}, only roots and name"
            )
        for root in roots:
            if root in seen:
                raise TfdrError(
                    f"{where}: system: {root[:80]} is named twice; a root is in one system"
                )
            seen.add(root)
