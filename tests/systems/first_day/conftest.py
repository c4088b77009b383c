"""A new account, and somebody in it with a clone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tfdr import hcl
from tfdr.drill import preparation
from tfdr.emulator.client import server
from tfdr.emulator.protocol import NEW

from tests.renders import rendered
from tests.systems.first_day.person import Person


@contextmanager
def first_day(folder: Path, preset: str, answers: dict[str, Any]) -> Iterator[Person]:
    """Yield somebody who has cloned what was generated, in a new account as strict as AWS."""
    repository = rendered(preset, answers)
    with server.running(folder / "emulator.log", snapshots=folder, account=NEW) as emulator:
        emulator.want_images()
        preparation.make_existing_zone(emulator, hcl.read_tree(repository))
        yield Person.with_clone(repository, folder, emulator)
