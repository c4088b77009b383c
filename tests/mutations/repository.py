"""A rendered repository, and the changes that an operator can make to it.

Changes are made to the text, where the parser says a block or an argument is, so that what comes
out is as well formed as what went in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tfdr import hcl

Edit = tuple[str, int, int, str]  # file, from, to, and what comes there instead


@dataclass(frozen=True)
class Change:
    """What an operator does to one place.

    Attributes:
        place: what it is done to, such as `modules/bucket/main.tf aws_s3_bucket.this`.
        edits: the changes of texts.
        removed: files that go.
    """

    place: str
    edits: tuple[Edit, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutant:
    """A repository with one control removed or broken.

    Attributes:
        operator: the name of the operator.
        place: what it was done to.
        files: the changed files by name, with their new text; None for one that is gone.
    """

    operator: str
    place: str
    files: dict[str, str | None] = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.operator}: {self.place}"


@dataclass(frozen=True, eq=False)
class Spot:
    """A block of a repository."""

    repository: "Repository"
    block: hcl.Block

    @property
    def file(self) -> str:
        return self.repository.name(self.block.file)

    @property
    def text(self) -> str:
        """The block as it is written."""
        start, end = self.extent
        return self.repository.texts[self.file][start:end]

    @property
    def extent(self) -> tuple[int, int]:
        """Its first character and the one after its last, with whole lines."""
        return self.repository.lines(self.file, self.block.line, self.block.end_line)

    def blocks(self, path: str) -> list[hcl.Block]:
        """The nested blocks at a path such as `rule.destination`, through `dynamic` ones."""
        found = [self.block]
        for kind in filter(None, path.split(".")):
            found = [inner for each in found for inner in _nested(each, kind)]
        return found

    def attributes(self, path: str) -> list[hcl.Attribute]:
        """The arguments at a path such as `rule.status`."""
        inside, _, name = path.rpartition(".")
        return [block.attributes[name] for block in self.blocks(inside) if name in block.attributes]

    def has(self, path: str) -> bool:
        return bool(self.attributes(path) or self.blocks(path))

    # What can be done to it

    def drop(self, path: str) -> Iterator[Change]:
        """Each argument or nested block at a path goes, alone."""
        found = [
            *(self._of_attribute(each) for each in self.attributes(path)),
            *(self._of_block(each) for each in self.blocks(path)),
        ]
        for number, (start, end) in enumerate(found):
            yield self.change((self.file, start, end, ""), at=self._at(path, number, found))

    def put(self, path: str, text: str) -> Iterator[Change]:
        """Each argument at a path gets another value, alone."""
        found = self.attributes(path)
        for number, attribute in enumerate(found):
            if attribute.expression.text != text:
                start, end = attribute.expression.start, attribute.expression.end
                yield self.change((self.file, start, end, text), at=self._at(path, number, found))

    def swap(self, pattern: str, to: str, path: str = "") -> Iterator[Change]:
        """Each match of a pattern in it, or in an argument of it, becomes something else, alone."""
        if path:
            extents = [(e.expression.start, e.expression.end) for e in self.attributes(path)]
        else:
            extents = [self.extent]
        text = self.repository.texts[self.file]
        found = [
            match for a, b in extents for match in re.compile(pattern, re.M).finditer(text, a, b)
        ]
        for number, match in enumerate(found):
            new = match.expand(to)
            if new != match[0]:
                at = self._at(path or match[0].strip()[:40], number, found)
                yield self.change((self.file, match.start(), match.end(), new), at=at)

    def add(self, line: str, *also: Edit, at: str = "") -> Iterator[Change]:
        """It gets one more argument or block, as its first."""
        start = self.repository.lines(self.file, self.block.line, self.block.line)[1]
        yield self.change((self.file, start, start, f"  {line}\n"), *also, at=at)

    def delete(self) -> Iterator[Change]:
        """All of it goes, and so do explicit dependencies on it."""
        start, end = self.extent
        yield self.change((self.file, start, end, ""), *self._dependencies())

    def change(self, *edits: Edit, at: str = "") -> Change:
        """A change of this block."""
        place = f"{self.file} {self.block.address}"
        return Change(f"{place} {at}" if at else place, edits)

    def edit(self, attribute: hcl.Attribute, text: str) -> Edit:
        """The edit that gives an argument another value."""
        return self.file, attribute.expression.start, attribute.expression.end, text

    def without(self, attribute: hcl.Attribute) -> Edit:
        """The edit that takes an argument away."""
        return self.file, *self._of_attribute(attribute), ""

    def _at(self, path: str, number: int, found: list) -> str:
        return path if len(found) == 1 else f"{path} #{number + 1}"

    def _of_attribute(self, attribute: hcl.Attribute) -> tuple[int, int]:
        text = self.repository.texts[self.file]
        start = self.repository.lines(self.file, attribute.line, attribute.line)[0]
        end = text.find("\n", attribute.expression.end)
        if not re.match(rf"\s*{re.escape(attribute.name)}\s*=", text[start:]):  # `x { a = 1 }`
            start = text.index(attribute.name, start)
            return start, attribute.expression.end
        return start, end + 1 if end >= 0 else len(text)

    def _of_block(self, block: hcl.Block) -> tuple[int, int]:
        return self.repository.lines(self.file, block.line, block.end_line)

    def _dependencies(self) -> Iterator[Edit]:
        folder = Path(self.file).parent
        for spot in self.repository.spots():
            attribute = spot.block.attributes.get("depends_on")
            if attribute is None or Path(spot.file).parent != folder or spot.block is self.block:
                continue
            names = [each.text for each in attribute.expression.elements or []]
            if self.block.address in names:
                names.remove(self.block.address)
                yield (
                    spot.edit(attribute, f"[{', '.join(names)}]")
                    if names
                    else spot.without(attribute)
                )


def _nested(block: hcl.Block, kind: str) -> Iterator[hcl.Block]:
    for each in block.blocks:
        if each.kind == kind:
            yield each
        elif each.kind == "dynamic" and each.labels == (kind,):
            yield from each.nested("content")


class Repository:
    """What was rendered.

    Args:
        root: its directory, which is not changed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tree = hcl.read_tree(root)
        assert not self.tree.errors
        self.texts = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(root.rglob("*"))
            if path.suffix in (".tf", ".tfvars", ".tfbackend", ".json", ".md", ".hcl")
            and path.is_file()
        }

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        return {
            name: [0, *(each.end() for each in re.finditer("\n", text))]
            for name, text in self.texts.items()
        }

    def lines(self, file: str, first: int, last: int) -> tuple[int, int]:
        """Where lines, counted from 1, begin and end in the text."""
        starts = self._starts[file]
        return starts[first - 1], starts[last] if last < len(starts) else len(self.texts[file])

    @cached_property
    def _spots(self) -> list[Spot]:
        found = [
            Spot(self, block) for module in self.tree.modules.values() for block in module.blocks
        ]
        return sorted(found, key=lambda each: (each.file, each.block.line))

    def spots(self, kind: str = "", file: str = "") -> Iterator[Spot]:
        """The blocks outside of others, of one kind, in files whose names match a pattern."""
        for spot in self._spots:
            if (not kind or spot.block.kind == kind) and re.search(file, spot.file):
                yield spot

    def resources(self, *types: str, file: str = "") -> Iterator[Spot]:
        """The resources of these types, or all."""
        for spot in self.spots("resource", file):
            if not types or spot.block.labels[0] in types:
                yield spot

    def calls(self, module: str, name: str = "") -> Iterator[Spot]:
        """The calls of a module, by the name of its folder and a pattern for their own."""
        for spot in self.spots("module"):
            source = spot.block.expression("source")
            folder = str(source.value).rsplit("/", 1)[-1] if source else ""
            if folder == module and re.search(name, spot.block.labels[0]):
                yield spot

    # What most operators do, for every resource of a type

    def drop(self, type_: str, path: str) -> Iterator[Change]:
        for spot in self.resources(type_):
            yield from spot.drop(path)

    def put(self, type_: str, path: str, text: str) -> Iterator[Change]:
        for spot in self.resources(type_):
            yield from spot.put(path, text)

    def delete(self, *types: str) -> Iterator[Change]:
        for spot in self.resources(*types):
            yield from spot.delete()

    def swap(
        self, pattern: str, to: str, file: str, kind: str = "", path: str = ""
    ) -> Iterator[Change]:
        """Matches of a pattern in blocks of a kind, in files whose names match another one."""
        for spot in self.spots(kind, file):
            yield from spot.swap(pattern, to, path)

    def swap_file(self, pattern: str, to: str, file: str) -> Iterator[Change]:
        """Matches of a pattern in files that are no Terraform."""
        for name, text in self.texts.items():
            if re.search(file, name):
                for match in re.finditer(pattern, text, re.M):
                    edit = (name, match.start(), match.end(), match.expand(to))
                    yield Change(f"{name} {match[0].strip()[:40]}", (edit,))

    def remove(self, *names: str) -> Iterator[Change]:
        """Files that are there, each one alone."""
        for name in names:
            if (self.root / name).exists():
                yield Change(name, (), (name,))

    def apply(self, change: Change) -> dict[str, str | None]:
        """The files that a change makes different, with their new text."""
        files: dict[str, str | None] = dict.fromkeys(change.removed)
        for name in {edit[0] for edit in change.edits}:
            text = self.texts[name]
            mine = sorted({edit[1:] for edit in change.edits if edit[0] == name}, reverse=True)
            for start, end, new in mine:
                text = text[:start] + new + text[end:]
            files[name] = text
        return files
