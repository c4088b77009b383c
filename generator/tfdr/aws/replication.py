"""Replication of buckets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfdr.evaluate import Body, Resource, System, Truth

CONFIGURATION: Final = "aws_s3_bucket_replication_configuration"


@dataclass(frozen=True, slots=True)
class Copying:
    """One rule of one replication configuration."""

    configuration: Resource
    rule: Body

    @property
    def is_on(self) -> Truth:
        """Whether it copies anything."""
        return self.rule.equals("status", "Enabled")


def copyings(system: System) -> Iterator[Copying]:
    """The rules of all replication configurations that are not switched off."""
    for configuration in system.resources(CONFIGURATION):
        yield from copyings_of(configuration)


def copyings_of(configuration: Resource) -> Iterator[Copying]:
    """The rules of a replication configuration that are not switched off."""
    for rule in configuration.blocks("rule"):
        found = Copying(configuration, rule)
        if found.is_on is not False:
            yield found
