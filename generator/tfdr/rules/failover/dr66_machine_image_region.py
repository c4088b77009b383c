"""DR66: instances start from an image of their own region."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_STARTS: Final = {
    "aws_instance": "ami",
    "aws_launch_configuration": "image_id",
    "aws_launch_template": "image_id",
}
_IMAGES: Final = ("aws_ami", "aws_ami_copy", "aws_ami_from_instance", "aws_ssm_parameter")


def check(system: System) -> Iterator[Verdict]:
    """Whatever starts instances, where the code says which image it takes."""
    written: dict[str, list[Resource]] = {}
    for type_, attribute in _STARTS.items():
        for each in system.resources(type_):
            image = each.target(attribute)
            if image is not None and image.type in _IMAGES:
                here = image.region.is_same(each.region)
                message = f"takes {image.address} of {image.region}, which is not there"
                unknown = (f"the region of {image.address}",)
                yield judge(each, here, message, attribute, unknown=unknown)
            elif (name := each.text(attribute) or "").startswith("ami-"):
                written.setdefault(name, []).append(each)
    for name, several in written.items():
        for each in several:
            others = [other.region.is_same(each.region) for other in several]
            # It is of one region only, and the first one is as good as any.
            holds: Truth = each is several[0] or all(others) or (None if None in others else False)
            message = f"takes {name}, and so does {several[0].address} in {several[0].region}"
            yield judge(each, holds, message, _STARTS[each.type])
