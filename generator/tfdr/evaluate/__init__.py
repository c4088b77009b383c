"""Terraform evaluated as far as it can be known without a plan."""

from tfdr.evaluate.joined import Joined
from tfdr.evaluate.policies import Policy, Statement
from tfdr.evaluate.providers import Region
from tfdr.evaluate.resource import Body, Ref, Resource, policy_of, references
from tfdr.evaluate.system import Links, System
from tfdr.evaluate.values import (
    Fields,
    Json,
    Rest,
    Text,
    Truth,
    Unknown,
    Value,
    all_of,
    any_of,
    is_known,
    is_unknown,
    known_text,
    negate,
    number,
    plain,
    same,
    sources,
    truth,
)

__all__ = [
    "Body",
    "Fields",
    "Joined",
    "Json",
    "Links",
    "Policy",
    "Ref",
    "Region",
    "Resource",
    "Rest",
    "Statement",
    "System",
    "Text",
    "Truth",
    "Unknown",
    "Value",
    "all_of",
    "any_of",
    "is_known",
    "is_unknown",
    "known_text",
    "negate",
    "number",
    "plain",
    "policy_of",
    "references",
    "same",
    "sources",
    "truth",
]
