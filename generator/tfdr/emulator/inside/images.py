"""Images that containers start from: those of a region's own registry, where somebody wants them.

Most who apply to the emulated AWS push no image, so tasks start without one unless it was told to
be as strict as AWS.
"""

import re
from collections.abc import Iterator
from typing import Any

from moto.ecr.models import ecr_backends

from tfdr.emulator.inside.memory import keep
from tfdr.emulator.protocol import ACCOUNT_ID

_OWN = re.compile(
    rf"{ACCOUNT_ID}\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/"
    r"(?P<repository>[^:@]+):(?P<tag>[^:@]+)$"
)

_wanted: dict[str, bool] = keep("images", {"wanted": False})


def want(wanted: bool) -> None:
    """Have tasks start from images that are there, or from any."""
    _wanted["wanted"] = wanted


def are_wanted() -> bool:
    """Say whether tasks start from images that are there alone."""
    return _wanted["wanted"]


def missing(definition: Any) -> list[str]:
    """Return the images that tasks of a definition cannot pull.

    Args:
        definition: moto's task definition.
    """
    images = [each.get("image", "") for each in definition.container_definitions]
    return [image for image in images if not _is_there(image)]


def _is_there(image: str) -> bool:
    """Say whether an image can be pulled: what is not of this account counts as there."""
    named = _OWN.match(image)
    if named is None:
        return True
    repository = ecr_backends[ACCOUNT_ID][named["region"]].repositories.get(named["repository"])
    return repository is not None and named["tag"] in _tags(repository)


def _tags(repository: Any) -> Iterator[str]:
    for image in repository.images:
        yield from image.image_tags
