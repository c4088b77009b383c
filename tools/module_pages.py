"""Tables of inputs and outputs in what is generated, written from the .tf files of the template.

Copier runs no program, so the tables are part of the template: in the README of each module, and
for the root in docs/reference.md. What stands above them is written by hand, and the first sentence
of a module's README is its row in the table of modules of the repository's own README. A condition
of the template that stands around a variable stands around its row.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

import yaml
from tfdr.errors import ExitCode, TfdrError
from tfdr.rendering.sources import built_in_root

BEGIN: Final = "<!-- BEGIN_TF_DOCS -->\n"
END: Final = "<!-- END_TF_DOCS -->\n"
INPUTS: Final = ("| input | type | default | meaning |", "| --- | --- | --- | --- |")
OUTPUTS: Final = ("| output | meaning |", "| --- | --- |")
MODULES: Final = ("| module | what it is |", "| --- | --- |")

_CONTROL: Final = re.compile(r"\{% (if|elif|else|endif)\b.*%\}")
_HEADER: Final = re.compile(r'(?:variable|output) "(\w+)" \{')
_ATTRIBUTE: Final = re.compile(r"  (\w+) += (.*)")
_LEFT_OUT: Final = re.compile(
    r"\{% if (?:not (?P<holds>.+?)|(?P<one>\w+) != (?P<other>\S+)) %\}\n(?P<paths>.+)\{% endif %\}",
    re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A variable or an output of a template.

    Attributes:
        name: its name.
        body: the lines between its braces, conditions of the template among them.
    """

    name: str
    body: tuple[str, ...]

    def attributes(self) -> dict[str, str]:
        """What is set in it, each on one line."""
        found: dict[str, str] = {}
        open_ = ""  # the attribute whose value goes on
        for line in self.body:
            attribute = _ATTRIBUTE.fullmatch(line)
            if attribute:
                found[attribute[1]] = attribute[2]
                open_ = attribute[1] if attribute[2].endswith(("{", "[", "(")) else ""
            elif open_ and line.startswith("   "):
                comma = "" if found[open_].endswith(("{", "[", "(")) else ","
                found[open_] += f"{comma} {' '.join(line.split())}"
            elif open_:
                found[open_] += f" {line.strip()}"
                open_ = ""
        return found


Item = str | Block


def within_conditions(items: Iterable[Item]) -> list[Item]:
    """Drop the conditions that stand around nothing."""
    open_: list[list[Item]] = [[]]
    for item in items:
        control = _control(item)
        if control == "if":
            open_.append([item])
            continue
        open_[-1].append(item)
        if control == "endif":
            inside = open_.pop()
            if not all(map(_control, inside)):
                open_[-1] += inside
    return open_[0]


def _control(item: Item) -> str:
    found = _CONTROL.fullmatch(item) if isinstance(item, str) else None
    return found[1] if found else ""


def items(text: str) -> Iterator[Item]:
    """The variables or outputs of a file, and the conditions between them."""
    lines = iter(text.splitlines())
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header:
            yield Block(header[1], tuple(iter(lambda: next(lines), "}")))
        elif _CONTROL.fullmatch(line):
            yield line


def rows(block: Block, cells: str) -> Iterator[Item]:
    """The row of a block, which begins with some cells; one for each description that it has."""
    said = [each for each in block.body if _control(each) or each.startswith("  description ")]
    for line in within_conditions(said):
        meaning = _ATTRIBUTE.fullmatch(str(line))
        yield line if meaning is None else f"{cells} {_unquoted(meaning[2])} |"


def table(head: Iterable[str], file: Path) -> list[Item]:
    """The table of a file's variables or outputs; empty where the file is not there."""
    if not file.exists():
        return []
    found: list[Item] = []
    for item in within_conditions(items(file.read_text(encoding="utf-8"))):
        found += [item] if isinstance(item, str) else rows(item, _cells(item))
    inside = [*head, *found]
    condition = left_out().get(f"/{file.relative_to(_template())}".removesuffix(".jinja"))
    return [f"{{% if {condition} %}}", *inside, "{% endif %}"] if condition else inside


def _cells(block: Block) -> str:
    found = block.attributes()
    if "type" not in found:
        return f"| `{block.name}` |"
    default = f"`{found['default']}`" if "default" in found else "required"
    return f"| `{block.name}` | {_kind(found['type'])} | {default} |"


def _kind(type_: str) -> str:
    """`map(object)` for a map of objects, whatever is in them."""
    outside = type_.partition("({")[0]
    return outside + ")" * (outside.count("(") - outside.count(")"))


def _unquoted(text: str) -> str:
    return text.removeprefix('"').removesuffix('"').replace('\\"', '"')


def _template() -> Path:
    return built_in_root() / "template"


@cache
def left_out() -> Mapping[str, str]:
    """The condition under which a file or a folder is there, by its path, where there is one."""
    text = (built_in_root() / "copier.yml").read_text(encoding="utf-8")
    (entries,) = re.findall(r"(?ms)^_exclude:\n(.*?)^\S", text)
    found = {}
    for entry in yaml.safe_load(entries):
        without = _LEFT_OUT.fullmatch(entry)
        if without:
            holds = without["holds"] or f"{without['one']} == {without['other']}"
            condition = re.sub(r"^\((.*)\)$", r"\1", holds)
            found.update(dict.fromkeys(without["paths"].split(), condition))
    return found


def modules() -> list[Path]:
    """The folders of the modules that the root uses, in the order of their names."""
    return sorted(path for path in (_template() / "modules").iterdir() if path.is_dir())


def sentence(module: Path) -> str:
    """The first sentence of a module's README, which says what the module is.

    Raises:
        TfdrError: the module has no README, or none that begins with a heading and a sentence.
    """
    page = page_of(module / "README.md")
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    found = re.match(rf"# {module.name}\n\n(.+?\.)(?: |\n)", text)
    if found is None:
        raise TfdrError(f"{page}: begin with `# {module.name}` and a sentence that says what it is")
    return found[1]


def page_of(page: Path) -> Path:
    """A page, under the name that it has in the template."""
    template = page.with_name(f"{page.name}.jinja")
    return template if template.exists() else page


def contents() -> dict[Path, str]:
    """What each page with a table has to hold."""
    root = _template()
    pages = {root / "docs/reference.md": root}
    pages |= {path / "README.md": path for path in modules()}
    pages |= {path / "README.md": path for path in sorted(root.glob("bootstrap/modules/*"))}
    found = {page: _with_tables(page, folder) for page, folder in pages.items()}
    readme = root / "README.md"
    found[readme] = _filled(readme, [_module_table()])
    return found


def _with_tables(page: Path, folder: Path) -> str:
    variables = table(INPUTS, page_of(folder / "variables.tf"))
    samples = table((), page_of(folder / "samples.tf"))  # read first, as its name comes first
    variables[len(INPUTS) : len(INPUTS)] = samples
    outputs = table(OUTPUTS, page_of(folder / "outputs.tf"))
    return _filled(page, [each for each in (variables, outputs) if each])


def _module_table() -> list[Item]:
    found: list[Item] = [*MODULES]
    for condition, group in groupby(
        modules(), lambda each: left_out().get(f"/modules/{each.name}")
    ):
        rows_ = [
            f"| [`{each.name}`](modules/{each.name}/README.md) | {sentence(each)} |"
            for each in group
        ]
        found += [f"{{% if {condition} %}}", *rows_, "{% endif %}"] if condition else rows_
    return found


def _filled(page: Path, tables: Iterable[Iterable[Item]]) -> str:
    """A page with tables in place of those that it has."""
    text = page_of(page).read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise TfdrError(f"{page}: has no lines {BEGIN.strip()} and {END.strip()} for its tables")
    inside = "\n".join("".join(f"{line}\n" for line in lines) for lines in tables)
    return f"{before}{BEGIN}{inside}{END}{after}"


def main() -> int:
    """Write the pages, or say which are not current."""
    parser = argparse.ArgumentParser(prog="python -m tools.module_pages")
    parser.add_argument("--write", action="store_true", help="write the tables anew")
    write = parser.parse_args().write
    stale = {}
    for page, text in contents().items():
        name = page.with_name(f"{page.name}.jinja") if "{%" in text or "{{" in text else page
        if name != page_of(page) or text != page_of(page).read_text(encoding="utf-8"):
            stale[page] = (name, text)
    for page, (name, text) in stale.items():
        if write:
            page_of(page).unlink()
            name.write_text(text, encoding="utf-8")
        else:
            sys.stderr.write(f"{page} is not current: run `make docs`\n")
    return ExitCode.OK if write or not stale else ExitCode.FINDINGS


if __name__ == "__main__":
    sys.exit(main())
