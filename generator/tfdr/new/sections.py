"""Which questions belong together, and which of them a person always answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Section:
    """Questions about one subject, under one heading.

    Attributes:
        title: the heading.
        names: the questions, in the order in which they are asked.
    """

    title: str
    names: tuple[str, ...]


PERSONAL: Final = (
    "project_name",
    "owner",
    "cost_center",
    "domain_name",
    "alert_emails",
    "primary_region",
    "dr_regions",
    "rpo_minutes",
    "rto_minutes",
)
"""What nobody but the person can answer: a preset's answers to these are examples."""

SHORT: Final = (
    Section(
        "What it is, and whose",
        (
            "project_name",
            "owner",
            "cost_center",
            "compute",
            "engine",
            "domain_name",
            "alert_emails",
        ),
    ),
    Section("Where it runs", ("primary_region", "dr_regions")),
    Section("What may be lost, and how fast it must be back", ("rpo_minutes", "rto_minutes")),
)
"""The questions of everybody. All others have a default that follows from these."""

DESIGN: Final = Section("Designs that reach it", ("strategy", "automatic_failover"))
"""Chosen together, by what each of them reaches and costs."""

CUSTOM: Final = (
    Section("Compliance", ("compliance_level", "lock_mode", "manage_account_services")),
    Section("Data", ("engine_version", "database_capacity", "services", "objects_rpo_minutes")),
    Section("Network", ("availability_zones", "vpc_cidrs", "outbound")),
    Section("Service", ("container_port", "health_check_path", "hosted_zone", "hosted_zone_name")),
    Section("Operation", ("team", "environments", "lifecycle", "ci", "provider_versions")),
)
"""Asked of those who want to."""

OTHERS: Final = "More"
"""The heading of questions that no section knows, as those of another template."""


def heading(name: str) -> str:
    """The title of the section that a question is in."""
    for section in (*SHORT, DESIGN, *CUSTOM):
        if name in section.names:
            return section.title
    return OTHERS


def in_sections(sections: Iterable[Section]) -> list[str]:
    """The names of all questions of some sections, in order."""
    return [name for section in sections for name in section.names]
