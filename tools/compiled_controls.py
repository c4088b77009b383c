"""includes/controls.json, which templates read, from generator/tfdr/catalogue/controls.yml.

Copier reads YAML in Python alone: half a second for these facts, in each run.
"""

import argparse
import json
import sys

from tfdr.controls import catalogue
from tfdr.errors import ExitCode
from tfdr.rendering.sources import built_in_root

NAME = "includes/controls.json"


def text() -> str:
    """The content of the file: one line for each entry, so that a change can be read."""
    parts = []
    for key, entries in catalogue.content().items():
        if isinstance(entries, list):
            lines = [_one_line(each) for each in entries]
            parts.append(f'"{key}": [\n' + ",\n".join(lines) + "\n]")
        elif isinstance(entries, dict):
            lines = [f'"{name}": {_one_line(entry)}' for name, entry in entries.items()]
            parts.append(f'"{key}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _one_line(entry: object) -> str:
    # A brace after a brace would begin an expression of the template that includes this.
    found = json.dumps(entry, ensure_ascii=False)
    return found.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")


def main() -> int:
    """Write the file, or say that it is not current."""
    parser = argparse.ArgumentParser(prog="python -m tools.compiled_controls")
    parser.add_argument("--write", action="store_true", help=f"write {NAME}")
    path = built_in_root() / NAME
    if parser.parse_args().write:
        path.write_text(text(), encoding="utf-8")
    elif path.read_text(encoding="utf-8") != text():
        sys.stderr.write(f"{NAME} is not current: run `make docs`\n")
        return ExitCode.FINDINGS
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
