"""ARNs, as policies name resources: by reference, or as a pattern of which parts may be unknown."""

from fnmatch import fnmatchcase
from typing import Final

from tfdr.evaluate import (
    Ref,
    Region,
    Resource,
    Text,
    Truth,
    Unknown,
    Value,
    known_text,
    plain,
    references,
    same,
)
from tfdr.evaluate.values import Moved, Pointer

_Part = str | Pointer | Unknown
"""Of a text of which not all is known."""

_PARTS: Final = 6
"""Of an ARN, between colons: arn, partition, service, region, account, resource."""
_SERVICE: Final = 2
_REGION: Final = 3
_ACCOUNT: Final = 4

_KEYS: Final = ("aws_kms_key", "aws_kms_replica_key")

# How the resource of an ARN is made of an attribute. AWS adds six characters to a secret's name.
_NAMED: Final = {
    "aws_cloudwatch_event_bus": ("event-bus/", "name", ""),
    "aws_dynamodb_table": ("table/", "name", ""),
    "aws_lambda_function": ("function:", "function_name", ""),
    "aws_rds_cluster": ("cluster:", "cluster_identifier", ""),
    "aws_rds_global_cluster": ("global-cluster:", "global_cluster_identifier", ""),
    "aws_s3_bucket": ("", "bucket", ""),
    "aws_secretsmanager_secret": ("secret:", "name", "-??????"),
    "aws_sns_topic": ("", "name", ""),
    "aws_sqs_queue": ("", "name", ""),
    "aws_ssm_parameter": ("parameter/", "name", ""),
}


def shown(value: Value) -> str:
    """A text with its references by name; empty when a part of it is not known."""
    inside = plain(value)
    if isinstance(inside, Text) and not any(isinstance(each, Unknown) for each in inside.parts):
        return str(inside)
    return known_text(inside) or ""


def owners(value: Value) -> list[Resource]:
    """The resources to which a value refers; what an alias of a key leads to, instead of it."""
    found = [ref.target.owner for ref in references(value)]
    return [each.target("target_key_id") or each if _is_alias(each) else each for each in found]


def _is_alias(owner: Resource) -> bool:
    return owner.type == "aws_kms_alias" and not owner.is_data


def lies_in(value: Value, region: Region) -> Truth:
    """Whether what a reference or an ARN leads to is in a region."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Moved):
        value = value.text
    if isinstance(value, Ref) and (value.attribute or not value.target.owner.is_data):
        return value.target.owner.region.is_same(region)
    inside = plain(value)
    parts = _split(inside) if isinstance(inside, str | Text) else []
    # What follows the region may be in a part that is not known.
    if len(parts) < (_PARTS if isinstance(inside, str) else _ACCOUNT) or not region.code:
        return None
    named = parts[_REGION]
    return named == region.code if named and isinstance(named, str) else None


def means(value: Value, target: Resource) -> Truth:
    """Whether what a policy names as a resource covers one; a bucket also by what is in it."""
    if isinstance(value, Moved):
        value = value.text
    if known_text(value) == "*":
        return True
    named = owners(value)
    if target in named:
        return True
    inside = plain(value)
    if isinstance(inside, str | Text):
        parts = _split(inside)
        if len(parts) == _PARTS:
            return _covers(parts, target)
        return None if _is_open(inside) else False
    if not named or isinstance(inside, Unknown) or any(each.is_data for each in named):
        return None
    return False


def _is_open(text: str | Text) -> bool:
    """Whether a part of it may be a whole ARN."""
    return isinstance(text, Text) and any(
        isinstance(each, Unknown) or (isinstance(each, Ref) and each.target.owner.is_data)
        for each in text.parts
    )


def _split(text: str | Text) -> list[str | Text]:
    """The parts of an ARN; one alone of a text that is none."""
    if isinstance(text, str):
        return list(text.split(":", _PARTS - 1))
    found: list[list[_Part]] = [[]]
    for each in text.parts:
        if isinstance(each, str):
            first, *more = each.split(":", _PARTS - len(found))
            found[-1].append(first)
            found += [[one] for one in more]
        else:
            found[-1].append(each)
    return [_joined(each) for each in found]


def _joined(parts: list[_Part]) -> str | Text:
    """A text of these parts, of which no two that are known stand side by side."""
    kept: list[_Part] = []
    for each in parts:
        if isinstance(each, str) and kept and isinstance(kept[-1], str):
            kept[-1] += each
        elif each != "":
            kept.append(each)
    alone = kept[0] if len(kept) == 1 else ""
    return alone if isinstance(alone, str) and len(kept) < 2 else Text(tuple(kept))


def _covers(parts: list[str | Text], target: Resource) -> Truth:
    if _is_elsewhere(parts[_REGION], target):
        return False
    if target.type in _KEYS:
        return _covers_key(parts[_SERVICE], parts[-1])
    if target.type not in _NAMED:
        return None
    own = _resource_part(target)
    pattern = parts[-1]
    if parts[_REGION] == parts[_ACCOUNT] == "":  # of a bucket, or of what is in one
        pattern = _before_slash(pattern)
    texts = shown(own), shown(pattern)
    if all(texts):
        return fnmatchcase(texts[0], texts[1].replace("[", "?"))
    return None if "*" in str(pattern) else same(own, pattern)


def _resource_part(target: Resource) -> str | Text:
    before, attribute, after = _NAMED[target.type]
    name = plain(target.get(attribute))
    if isinstance(name, Text):
        first, *more = name.parts
        start = [first.lstrip("/")] if isinstance(first, str) else [first]
        return _joined([before, *start, *more, after])
    if isinstance(name, str):
        return f"{before}{name.lstrip('/')}{after}"
    return Text((before, name if isinstance(name, Ref | Unknown) else Unknown(), after))


def _before_slash(pattern: str | Text) -> str | Text:
    if isinstance(pattern, str):
        return pattern.partition("/")[0]
    kept: list[_Part] = []
    for each in pattern.parts:
        if isinstance(each, str) and "/" in each:
            return _joined([*kept, each.partition("/")[0]])
        kept.append(each)
    return pattern


def _covers_key(service: str | Text, resource: str | Text) -> Truth:
    """Whether it may be any key: what AWS calls one is not known before it is made."""
    if service != "kms" or str(resource).startswith("alias/"):
        return False
    return resource in ("*", "key/*") or None


def _is_elsewhere(region: str | Text, target: Resource) -> bool:
    """Whether the region of an ARN is another one than that of a resource."""
    code = target.region.code
    return isinstance(region, str) and bool(region and code) and not fnmatchcase(code, region)
