"""What `tfdr inventory` prints.

With `--format json` it prints one object: `schema` (1), `directory`, `services` (names),
`concerns` (number of resources by concern and, in each, by region), `resources` (each with
`root`, `address`, `type`, `concern`, `service`, `role`, `region`, `file`, `line`) and `notes`.
"""

import json
import shlex
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tfdr.errors import ExitCode
from tfdr.inventory.resources import Inventory, Resource, by_concern, read
from tfdr.project import absolute
from tfdr.terminal import console

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryOptions:
    """What to list, and how.

    Attributes:
        directory: that of the Terraform files, as it was named.
        format: text or json.
    """

    directory: str
    format: str = "text"


def run(options: InventoryOptions) -> ExitCode:
    """List what a directory of Terraform makes.

    Raises:
        TfdrError: the directory cannot be read as Terraform.
    """
    root = absolute(options.directory)
    with console.progress("Reading"):
        inventory = read(root)
    if options.format == "json":
        print(json.dumps(_as_json(root, inventory), indent=2))
    else:
        _report(inventory)
        console.next_steps(f"tfdr check {shlex.quote(options.directory)}")
    return ExitCode.OK


def _as_json(root: Path, inventory: Inventory) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "directory": str(root),
        "services": inventory.services,
        "concerns": {
            concern: dict(Counter(map(_where, found)))
            for concern, found in by_concern(inventory.resources)
        },
        "resources": [each.as_json() for each in inventory.resources],
        "notes": inventory.notes,
    }


def _report(inventory: Inventory) -> None:
    resources = inventory.resources
    places = list(dict.fromkeys(map(_where, resources)))
    rows = [_counted(concern, found, places) for concern, found in by_concern(resources)]
    rows.append(_counted("all", resources, places))
    console.table(("concern", *places, "all"), rows)
    several = len({each.root for each in resources}) > 1
    for concern, found in by_concern(resources):
        console.out.print(f"\n[bold]{concern}[/]" if console.out.is_terminal else f"\n{concern}")
        columns = ("region", *(("root",) if several else ()), "service", "address")
        found.sort(key=lambda each: places.index(_where(each)))
        console.table(columns, [_row(each, several=several) for each in found])
    if inventory.notes:
        console.out.print()
    for note in inventory.notes:
        console.say(note)


def _counted(concern: str, found: list[Resource], places: list[str]) -> list[str]:
    counts = Counter(map(_where, found))
    return [concern, *(str(counts[place] or "") for place in places), str(len(found))]


def _row(resource: Resource, *, several: bool) -> list[str]:
    root = [resource.root] if several else []
    return [_where(resource), *root, resource.service, resource.address]


def _where(resource: Resource) -> str:
    region = f" ({resource.region})" if resource.region else ""
    return f"{resource.role}{region}"
