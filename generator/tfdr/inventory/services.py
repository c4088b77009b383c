"""Which AWS service a resource type belongs to, from generator/tfdr/catalogue/services.yml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tfdr import hcl
from tfdr.facts import read

OTHER: Final = "other"
_QUOTED: Final = re.compile(r'"([\w:.*/-]+)"')


@dataclass(frozen=True, slots=True)
class Service:
    """What a resource is part of.

    Attributes:
        name: in AWS's own words; for a type that the catalogue does not know, its provider.
        concern: what it is for, in one word.
    """

    name: str
    concern: str


@dataclass(frozen=True)
class Catalogue:
    """All that is known of services.

    Attributes:
        concerns: in the order in which they are shown, each with what it is about.
        types: services by resource type, or by the beginning of one.
        mentions: names of services by the text that puts them to use.
    """

    concerns: Mapping[str, str]
    types: Mapping[str, Service]
    mentions: Mapping[str, str]


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once."""
    content = read("services.yml")
    types: dict[str, Service] = {}
    mentions: dict[str, str] = {}
    for entry in content["services"]:
        service = Service(entry["name"], entry["concern"])
        types.update(dict.fromkeys(entry["types"], service))
        mentions.update(dict.fromkeys(entry.get("mentions", ()), service.name))
    return Catalogue(content["concerns"], types, mentions)


@cache
def service_of(type_: str) -> Service:
    """The service of a resource type: that of the longest beginning which the catalogue knows."""
    known = catalogue().types
    words = type_.split("_")
    for length in range(len(words), 0, -1):
        if service := known.get("_".join(words[:length])):
            return service
    return Service(words[0], OTHER)


def mentioned(block: hcl.Block) -> set[str]:
    """The services that a resource puts to use without a resource of theirs."""
    known = catalogue().mentions
    return {
        known[text]
        for each in block.walk()
        for attribute in each.attributes.values()
        for text in _QUOTED.findall(attribute.expression.text)
        if text in known
    }
