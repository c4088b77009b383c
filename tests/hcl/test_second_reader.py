"""python-hcl2 reads what is generated too, and knows nothing of us: it has to find the same."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import hcl2
import pytest
from tfdr import hcl

from tests.renders import rendered
from tests.support import PRESETS

OURS = "__is_block__"  # how python-hcl2 tells a block from an object


def by_us(blocks: tuple[hcl.Block, ...], path: str = "") -> Iterator[str]:
    for block in blocks:
        here = f"{path}/{' '.join((block.kind, *block.labels))}"
        yield here
        yield from (f"{here}.{name}" for name in block.attributes)
        yield from by_us(block.blocks, here)


def by_python_hcl2(body: dict[str, Any], path: str = "") -> Iterator[str]:
    for key, value in body.items():
        name = key.strip('"')
        if name.startswith("__"):
            continue
        blocks = [each for each in value if is_block(each)] if isinstance(value, list) else []
        for block in blocks:
            labels, inner = unwrapped(block)
            here = f"{path}/{' '.join((name, *labels))}"
            yield here
            yield from by_python_hcl2(inner, here)
        if not blocks and path:
            yield f"{path}.{name}"


def is_block(value: Any) -> bool:
    return isinstance(value, dict) and (
        OURS in value or any(is_block(each) for each in value.values())
    )


def unwrapped(block: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    labels = []
    while OURS not in block:
        ((label, block),) = block.items()
        labels.append(label.strip('"'))
    return labels, block


@pytest.mark.long
@pytest.mark.parametrize("preset", PRESETS)
def test_both_readers_find_the_same(preset: str) -> None:
    files = sorted(rendered(preset).rglob("*.tf"))
    assert len(files) > 40
    for file in files:
        text = file.read_text(encoding="utf-8")
        ours = Counter(by_us(hcl.read_file(file).blocks))
        theirs = Counter(by_python_hcl2(hcl2.loads(text)))
        assert ours == theirs, file
