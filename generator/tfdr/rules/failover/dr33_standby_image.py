"""DR33: A standby starts the image that the primary runs."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.counterparts import in_primary, in_standbys
from tfdr.evaluate import Resource, System, known_text
from tfdr.evaluate.functions import elements
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, tells_doubt=False)

_STARTS: Final = {
    "aws_instance": "ami",
    "aws_launch_configuration": "image_id",
    "aws_launch_template": "image_id",
}


def check(system: System) -> Iterator[Verdict]:
    """Each image that a standby starts, where AWS is asked for it by name."""
    theirs = {
        name
        for each in in_primary(system, *_STARTS)
        if (image := _image(each)) is not None
        for name in _names(image)
    }
    for each in in_standbys(system, *_STARTS) if theirs else ():
        image = _image(each)
        if image is None:
            continue
        names = _names(image)
        if not names:
            yield judge(each, None, "its image", _STARTS[each.type], unknown=("its image",))
            continue
        message = f"starts {names[0]}, and the primary runs {min(theirs)}"
        yield judge(each, not theirs.isdisjoint(names), message, _STARTS[each.type])


def _image(resource: Resource) -> Resource | None:
    image = resource.target(_STARTS[resource.type])
    return image if image is not None and image.type == "aws_ami" and image.is_data else None


def _names(image: Resource) -> list[str]:
    """The names that an image is looked for by."""
    return [
        text
        for block in image.blocks("filter")
        if block.equals("name", "name")
        for value in elements(block.get("values"))
        if (text := known_text(value))
    ]
