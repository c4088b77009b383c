"""includes/controls.json, which templates read, from generator/tfdr/catalogue/controls.yml.

Copier reads YAML in Python alone: half a second for these facts, in each run.
"""

import json
import sys

from tfdr.controls import catalogue

from tools import made

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


if __name__ == "__main__":
    sys.exit(made.main(made.ROOT / NAME, text, __doc__, made.DOCS))
