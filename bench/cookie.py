"""A cookiecutter template with as many files as ours generates.

Ours cannot be run by cookiecutter, whose Jinja has no includes beside the template and no
derived answers. So this is made from the generated repository, mechanically: a file that comes
from one of our `.jinja` templates has every mention of the project's name turned into a
variable and all else kept from Jinja; other files are copied. Cookiecutter has the easier job:
no answer is checked, nothing is derived, no branch is taken.
"""

import json
import re
from pathlib import Path

NAME = "trading"
_FOLDER = "{{cookiecutter.project_name}}"


def as_cookiecutter(generated: Path, template: Path, to: Path) -> Path:
    """Write the cookiecutter template for a generated repository and return its directory."""
    plain = []
    for path in sorted(generated.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(generated)
        copy = to / _FOLDER / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if (template / f"{name}.jinja").is_file():
            copy.write_text(_as_template(path.read_text()))
        else:
            plain.append(name.as_posix())
            copy.write_bytes(path.read_bytes())
    context = {"project_name": NAME, "_copy_without_render": plain}
    (to / "cookiecutter.json").write_text(json.dumps(context, indent=2))
    return to


def _as_template(text: str) -> str:
    pieces = re.split(rf"\b{NAME}\b", text)
    return "{{ cookiecutter.project_name }}".join(_raw(piece) for piece in pieces)


def _raw(text: str) -> str:
    # `{%` and `{{` are Terraform's and GitHub's here; `+` keeps a new line after the tag.
    return f"{{% raw %}}{text}{{% endraw +%}}" if re.search(r"\{[{%#]", text) else text
