"""Words: what docs/style.md says to avoid is in no text that a person reads."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.support import ROOT

EXCEPTIONS = Path(__file__).with_name("style_exceptions.txt")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`|<!--.*?-->|\{#.*?#\}|\{%.*?%\}|https?://\S+", re.M | re.S)
SAID_IN_TERRAFORM = re.compile(
    r'^\s*(?:description|error_message|alarm_description)\s*=\s*"((?:[^"\\]|\\.)*)"', re.M
)


@dataclass(frozen=True)
class Turn:
    """A turn of phrase to avoid."""

    wrong: str
    right: str
    pattern: re.Pattern[str]


def turns() -> list[Turn]:
    text = (ROOT / "docs/style.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| `(.+)` \|$", text, re.M)
    return [
        Turn(wrong, right, re.compile(pattern.replace(r"\|", "|"), re.M))
        for wrong, right, pattern in rows
    ]


TURNS = turns()


def exceptions() -> list[str]:
    lines = EXCEPTIONS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def documents() -> list[str]:
    """Files whose words people read, relative to the project."""
    found = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("template/**/*.md"),
        *ROOT.glob("template/**/*.md.jinja"),
        *ROOT.glob("template/**/*.tf"),
        *ROOT.glob("template/**/*.tf.jinja"),
        *ROOT.glob("includes/*.jinja"),
        *ROOT.glob("presets/*.yml"),
        *ROOT.glob("generator/tfdr/**/*.py"),
        *ROOT.glob("generator/tfdr/rules/**/*.md"),
        ROOT / "copier.yml",
    ]
    names = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return [name for name in names if not name.startswith(("docs/decisions/", "docs/style.md"))]


@cache
def said(name: str) -> tuple[str, ...]:
    """What a file says to people."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".py"):
        return tuple(strings(ast.parse(text)))
    if name == "copier.yml":
        return tuple(questions(text))
    if ".tf" in Path(name).suffixes:
        return tuple(SAID_IN_TERRAFORM.findall(text))
    return (re.sub(r"(?<!\n)\n(?!\n)", " ", CODE.sub(" ", text)),)  # a line ends anywhere


def strings(tree: ast.Module) -> Iterator[str]:
    """Texts in Python code, but for those that are its documentation."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documentation:
            yield str(node.value)


def questions(text: str) -> Iterator[str]:
    class Loader(yaml.SafeLoader):
        """Reads `!include` as nothing."""

    Loader.add_constructor("!include", lambda _loader, _node: None)
    for entry in yaml.load(text, Loader).values():
        if isinstance(entry, dict):
            choices = entry.get("choices")
            titles = list(choices) if isinstance(choices, dict) else [str(choices or "")]
            yield from (str(entry.get("help", "")), str(entry.get("validator", "")), *titles)


def found_in(name: str) -> list[str]:
    return [
        f"{name}: {match[0]!r}: write as in {turn.right!r}"
        for text in said(name)
        for turn in TURNS
        for match in turn.pattern.finditer(text)
    ]


def is_excepted(name: str) -> bool:
    return any(covers(each, name) for each in exceptions())


def covers(exception: str, name: str) -> bool:
    return name == exception or (exception.endswith("/") and name.startswith(exception))


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.wrong)
def test_a_turn_is_found_where_it_is_and_not_where_it_is_put_right(turn: Turn) -> None:
    assert turn.pattern.search(turn.wrong)
    assert not any(other.pattern.search(turn.right) for other in TURNS)


def test_no_text_has_a_turn_to_avoid() -> None:
    assert len(TURNS) > 20
    assert [each for name in documents() if not is_excepted(name) for each in found_in(name)] == []


def test_no_file_is_excepted_any_longer_than_it_has_to_be() -> None:
    for each in exceptions():
        names = [name for name in documents() if covers(each, name)]
        assert any(found_in(name) for name in names), f"take {each} out of {EXCEPTIONS.name}"
