"""What the answers do not come to, and what it does to what they come to."""

from typing import Final

from tfdr.controls.reference.compared import Compared, Place
from tfdr.controls.reference.content import content
from tfdr.controls.reference.difference import Difference
from tfdr.controls.roots import without_keys
from tfdr.evaluate import Body, known_text

_IN_PLACE_OF: Final = ("aws_kms_key_policy",)  # of what generated resources say of themselves


def undoes(place: Place, attribute: str, compared: Compared) -> Difference | None:
    """What a resource does that was not generated; None where it is about something of its own.

    Args:
        place: it.
        attribute: what names that which it is about; empty where there is one per account or
            region.
        compared: all that is different.
    """
    resource = place.resource
    olds = [each for each in _wanted(compared) if each.owner.type == resource.type]
    if not attribute:
        twin = next((each for each in olds if each.owner.region.is_same(resource.region)), None)
        message = "was not generated, and nobody judged what it does to the account"
        return Difference("", None, message) if twin is None else _twice(twin)
    owners = [each for each in resource.targets(attribute) if not each.is_data]
    if owners and not any(_is_wanted(each.address, compared, place) for each in owners):
        return None
    about = content(resource.get(attribute))
    twin = next((each for each in olds if content(each.get(attribute)) == about), None)
    if twin is not None:
        return _twice(twin)
    if owners and resource.type in _IN_PLACE_OF:
        return Difference(attribute, False, f"takes the place of what {owners[0].address} says")
    text = known_text(resource.get(attribute))
    named = owners[0].address if owners else text or f"what its {attribute} names"
    message = f"was not generated, and nobody judged what it does to {named}"
    return Difference(attribute, None, message)


def _twice(twin: Body) -> Difference:
    return Difference("", False, f"sets once more what {twin.address} sets: one undoes the other")


def _wanted(compared: Compared) -> list[Body]:
    return [each for several in compared.wanted.values() for each in several.values()]


def _is_wanted(address: str, compared: Compared, place: Place) -> bool:
    return place.root.prefix + without_keys(address) in compared.wanted
