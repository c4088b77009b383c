"""What is typed becomes the options of its command, each in its place."""

import importlib
from typing import Any

import pytest
from tfdr.check import CheckOptions
from tfdr.cli import main
from tfdr.controls import ControlsOptions
from tfdr.diff import DiffOptions
from tfdr.doctor import DoctorOptions
from tfdr.drill import DrillOptions
from tfdr.errors import ExitCode
from tfdr.explain import ExplainOptions
from tfdr.inventory import InventoryOptions
from tfdr.new import NewOptions
from tfdr.presets import PresetsOptions
from tfdr.update import UpdateOptions

TYPED = {
    "new D": NewOptions(dest="D"),
    "new D --preset P --answers A --data k=v --data l=w --defaults --dry-run --force --template T"
    " --ref R --format json": NewOptions(
        dest="D",
        preset="P",
        answers="A",
        data=["k=v", "l=w"],
        defaults=True,
        dry_run=True,
        force=True,
        template="T",
        ref="R",
        format="json",
    ),
    "presets": PresetsOptions(),
    "presets N --format json": PresetsOptions(name="N", format="json"),
    "explain S": ExplainOptions(subject="S"),
    "explain S F --preset P --data k=v --template T --ref R --format json": ExplainOptions(
        subject="S", file="F", preset="P", data=["k=v"], template="T", ref="R", format="json"
    ),
    "check D": CheckOptions(directory="D"),
    "check D --no-terraform --controls --plugin-dir P --select A --select B,C --ignore I"
    " --severity info --var-file V --format sarif": CheckOptions(
        directory="D",
        no_terraform=True,
        controls=True,
        plugin_dir="P",
        select=["A", "B,C"],
        ignore=["I"],
        severity="info",
        var_file=["V"],
        format="sarif",
    ),
    "controls D --format oscal": ControlsOptions(directory="D", format="oscal"),
    "inventory D --format json": InventoryOptions(directory="D", format="json"),
    "diff D": DiffOptions(directory="D"),
    "diff D --stat --template T --format json": DiffOptions(
        directory="D", stat=True, template="T", format="json"
    ),
    "update D": UpdateOptions(directory="D"),
    "update D --data k=v --template T --ref R": UpdateOptions(
        directory="D", data=["k=v"], template="T", ref="R"
    ),
    "drill D": DrillOptions(directory="D"),
    "drill D --scenario S --environment E --report R --keep --plugin-dir P"
    " --format json": DrillOptions(
        directory="D",
        scenario="S",
        environment="E",
        report="R",
        keep=True,
        plugin_dir="P",
        format="json",
    ),
    "doctor": DoctorOptions(),
    "doctor --plugin-dir P --format json": DoctorOptions(plugin_dir="P", format="json"),
}


def content(options: Any) -> dict[str, Any]:
    """Each option by its name, but for the command line itself; nothing is nothing, as () or []."""
    found = {name: getattr(options, name) for name in options.__slots__ if name != "command"}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in found.items()
    }


@pytest.mark.parametrize("line", TYPED)
def test_each_option_is_where_its_command_looks(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def run(options: Any) -> ExitCode:
        given.append(options)
        return ExitCode.FINDINGS

    monkeypatch.setattr(importlib.import_module(f"tfdr.{line.split()[0]}"), "run", run)
    assert main(line.split()) == ExitCode.FINDINGS
    [options] = given
    assert type(options) is type(TYPED[line])
    assert content(options) == content(TYPED[line])
    assert list(getattr(options, "command", ["tfdr", *line.split()])) == ["tfdr", *line.split()]
