"""Regions that examples and the pipeline of a repository name for variables without a value."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.providers import IS_REGION
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import Fields, Value, leaves

_ENDS: Final = ("example", "sample", "template", "dist")
_WORKFLOWS: Final = ".github/workflows"
_LONGEST: Final = 200_000
_MOST: Final = 50
# `-var region=eu-west-1`, `-var="region=..."` and `TF_VAR_region: ...`
_GIVEN: Final = re.compile(
    r"""(?:-var[= ]\s*["']?|TF_VAR_)(\w*region\w*)["']?\s*[=:]\s*["']?([a-z0-9-]+)"""
)


def regions(root: Path, top: Path, scope: Scope) -> dict[str, Value]:
    """The regions that are named for variables: one each, or several in a list or a map.

    Args:
        root: the directory of the root, for examples of files of variables beside it.
        top: that of the repository, for its pipeline.
        scope: what names mean in the root.
    """
    found: dict[str, Value] = {}
    for name, code in _of_pipeline(top):
        found[name] = code if found.get(name, code) == code else None
    examples = sorted(each for end in _ENDS for each in root.glob(f"*.tfvars.{end}"))
    for path, text in _texts(examples, top):
        try:
            file = hcl.parse_text(text, path)
        except hcl.ParseError:
            continue
        for name, attribute in file.attributes.items():
            value = evaluate(attribute.expression, scope)
            if _is_of_regions(value):
                found[name] = value
    return {name: value for name, value in found.items() if value is not None}


def _texts(paths: list[Path], top: Path) -> Iterator[tuple[Path, str]]:
    """The texts of files that are in the repository and not too long."""
    for path in paths[:_MOST]:
        try:
            is_inside = path.resolve().is_relative_to(top.resolve()) and path.is_file()
            if is_inside and path.stat().st_size <= _LONGEST:
                yield path, path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue


def _of_pipeline(top: Path) -> Iterator[tuple[str, str]]:
    for _, text in _texts(sorted((top / _WORKFLOWS).glob("*.y*ml")), top):
        for name, code in _GIVEN.findall(text):
            if IS_REGION.fullmatch(code):
                yield name, code


def _is_of_regions(value: Value) -> bool:
    """Whether a value is a region, or holds nothing else."""
    codes = [*leaves(value)] if isinstance(value, list | Fields | str) else []
    return bool(codes) and all(
        isinstance(each, str) and IS_REGION.fullmatch(each) is not None for each in codes
    )
