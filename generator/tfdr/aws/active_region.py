"""The parameters that say which region is active."""

import re
from functools import lru_cache
from typing import Final

from tfdr.evaluate import Resource, System, known_text

NAMED: Final = re.compile(r"active.?region|region.?active|current.?region", re.IGNORECASE)


@lru_cache(maxsize=2)
def parameters(system: System) -> tuple[Resource, ...]:
    """The parameters that are called so."""
    return tuple(
        each
        for each in system.resources("aws_ssm_parameter")
        if NAMED.search(f"{each.name} {known_text(each.get('name')) or each.get('name')}")
    )
