"""Values as YAML has them: read within bounds, and typed strictly."""

import re
from collections.abc import Callable, Hashable
from typing import Any, Final

import yaml

from tfdr.errors import BadAnswer, TfdrError
from tfdr.messages import shown

MAX_BYTES: Final = 64 * 1024
"""How large a file of answers, or one answer, may be."""

MAX_DEPTH: Final = 8
"""How deep lists and mappings may be nested in it."""

_TOO_DEEP: Final = f"nests deeper than {MAX_DEPTH} levels: no answer does"

KINDS: Final[dict[str, tuple[tuple[type, ...], str]]] = {
    "str": ((str,), "text"),
    "path": ((str,), "text"),
    "int": ((int,), "a whole number"),
    "float": ((int, float), "a number"),
    "bool": ((bool,), "true or false"),
}


class NotYaml(TfdrError):
    """Text that is not YAML, or YAML of a kind that no answer needs."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that refuses a key that is there twice, of which YAML keeps the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise NotYaml(f"has {shown(key.value)} twice: keep one of them")
                seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def parse_yaml(text: str) -> Any:
    """Parse one YAML document of bounded size and depth, without tags, anchors or aliases.

    Raises:
        NotYaml: with a message that continues the name of where the text is from.
    """
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise NotYaml(f"is larger than {MAX_BYTES // 1024} KiB: no set of answers needs that")
    try:
        _bound(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506
    except yaml.YAMLError as error:
        if "nesting depth" in str(error):  # PyYAML's own bound, since 6.0.4, which looks ahead
            raise NotYaml(_TOO_DEEP) from error
        raise NotYaml(f"is not YAML: {_where(error)}") from error
    except (ValueError, OverflowError, RecursionError, LookupError, AttributeError) as error:
        # Numbers of thousands of digits, the 31st of February: words that YAML takes for values.
        raise NotYaml(f"is not YAML that can be read: {shown(str(error), 80)}") from error


def _bound(text: str) -> None:
    # Events come one by one: nothing is built, nested or expanded before it is known to be small.
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise NotYaml("has an anchor or an alias (& or *): write the value out instead")
        if tag := getattr(event, "tag", None):
            raise NotYaml(f"has the tag {shown(tag)}: answers are plain values")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise NotYaml(_TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    place = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return f"{shown(problem, 120)[1:-1]}{place}"


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def parse_text(answer: str, kind: str, text: str, right: str = "") -> Any:
    """Turn the text of an answer into a value of the question's type, as copier would.

    Args:
        answer: name of the answer, for the message.
        kind: type of the question, in copier's words.
        text: what the user wrote.
        right: what would be right, to go on from `give`; empty for what the type alone says.

    Raises:
        BadAnswer: the text cannot be of that type.
    """
    if not _is_utf8(text):
        raise BadAnswer(answer, "is not UTF-8: give text in that encoding.")
    parser = _PARSERS.get(kind)
    return parser(answer, text, right) if parser else text


def _parse_bool(answer: str, text: str, _right: str) -> bool:
    word = text.strip().lower()
    if word not in {"true", "yes", "y", "on", "false", "no", "n", "off"}:
        raise BadAnswer(answer, f"must be true or false, not {shown(text)}: give true or false.")
    return word in {"true", "yes", "y", "on"}


def _parse_int(answer: str, text: str, right: str) -> int:
    # int() alone would take 1_000, digits of any script, and numbers of any length.
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text, re.ASCII):
        right = right or "one such as 5"
        raise BadAnswer(answer, f"must be a whole number, not {shown(text)}: give {right}.")
    return int(text)


def _parse_float(answer: str, text: str, right: str) -> float:
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,18}(\.[0-9]{1,18})?\s*", text, re.ASCII):
        right = right or "one such as 0.5"
        raise BadAnswer(answer, f"must be a number, not {shown(text)}: give {right}.")
    return float(text)


def _parse_yaml(answer: str, text: str, right: str) -> Any:
    try:
        value = parse_yaml(text)
        # copier parses what is text once more; a value that then changes is not what was meant.
        if isinstance(value, str) and value != parse_yaml(value):
            raise NotYaml("is quoted twice: leave out the inner quotes")
    except NotYaml as error:
        fault = str(error)
        if "\n" not in text:  # the only line needs no number
            fault = re.sub(r" in line \d+, column \d+$", "", fault)
        raise BadAnswer(answer, f"{fault}; give {right}." if right else f"{fault}.") from error
    return value


_PARSERS: Final[dict[str, Callable[[str, str, str], Any]]] = {
    "bool": _parse_bool,
    "int": _parse_int,
    "float": _parse_float,
    "yaml": _parse_yaml,
    "json": _parse_yaml,
}


def strictly_typed(answer: str, kind: str, value: Any, *, example: str) -> None:
    """Refuse a value that copier would have to convert to the question's type.

    YAML reads `0123` as 83 and `no` as false: converting those back to text is what goes wrong.

    Args:
        answer: name of the answer, for the message.
        kind: type of the question, in copier's words.
        value: the value as YAML has it.
        example: a right value, as the user would write it.

    Raises:
        BadAnswer: the value is of another type.
    """
    if kind not in KINDS:
        return
    types, name = KINDS[kind]
    if isinstance(value, types) and (kind == "bool" or not isinstance(value, bool)):
        return
    hint = f', quoted, such as "{example}"' if kind in {"str", "path"} else f", such as {example}"
    raise BadAnswer(answer, f"must be {name}, not {describe(value)}: give {name}{hint}.")


def describe(value: Any) -> str:
    """Say what a value is, with its kind where its looks alone would mislead."""
    if value is None:
        return "empty"
    kinds: list[tuple[type | tuple[type, ...], str]] = [
        (bool, "the truth value"),
        ((int, float), "the number"),
        (str, "the text"),
        (list, "the list"),
        (dict, "the mapping"),
    ]
    for types, kind in kinds:
        if isinstance(value, types):
            return f"{kind} {shown(value)}"
    return f"the {type(value).__name__} {shown(value)}"


def cast(kind: str, value: Any) -> Any:
    """Convert a value that copier.yml itself offers, or each item of a list, as copier does."""
    if isinstance(value, list):
        return [cast(kind, item) for item in value]
    if kind in {"str", "path"}:
        return str(value)
    if kind in {"int", "float"} and isinstance(value, str):
        return int(value) if kind == "int" else float(value)
    return value
