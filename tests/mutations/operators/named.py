"""Two deployments never collide."""

import re
from collections.abc import Iterator

from tests.mutations.operators.registry import breaks
from tests.mutations.repository import Change, Repository, Spot

_NAMES = (
    "name", "alarm_name", "function_name", "bucket", "cluster_identifier", "family", "identifier",
    "global_cluster_identifier", "dashboard_name", "db_proxy_endpoint_name",
)  # fmt: skip


@breaks("NAM01")
def suffix_dropped_from_all_names(it: Repository) -> Iterator[Change]:
    for spot in it.spots("locals"):
        yield from spot.swap(r'(\bname\s*=\s*"[^"]*)-\$\{var\.suffix\}"', r'\1"')


@breaks("NAM01")
def suffix_dropped_from_a_name(it: Repository) -> Iterator[Change]:
    for spot in it.resources(file=r"^modules/"):
        if spot.block.labels[0] == "aws_security_group" and _is_never_made(it, spot):
            continue
        for name in _NAMES:
            yield from spot.swap(
                r'"(/\w+/|alias/)?\$\{(?:var\.name|local\.identifier|local\.trail)\}[-/]([^"]+)"',
                r'"\1\2"',
                name,
            )


def _is_never_made(it: Repository, spot: Spot) -> bool:
    """Whether it is for functions in a network, and no function is in one."""
    of_functions = spot.file.startswith("modules/function/")
    return of_functions and not any(each.has("network") for each in it.calls("function"))


@breaks("NAM01")
def suffix_dropped_from_a_name_tag(it: Repository) -> Iterator[Change]:
    for spot in it.resources(file=r"^modules/network/"):
        yield from spot.put("tags", '{ Name = "main" }')


@breaks("NAM02")
def bucket_without_account(it: Repository) -> Iterator[Change]:
    pattern = (
        r'(\b(?:name|bucket)\s*=\s*"[^"]*)-\$\{(?:local|var|data\.aws_caller_identity\.current)'
        r'\.account_id\}(-[^"]*region[^"]*")'
    )
    for spot in it.spots():
        if spot.block.kind in ("module", "locals"):
            yield from spot.swap(pattern, r"\1\2")


@breaks("NAM02")
def bucket_without_region(it: Repository) -> Iterator[Change]:
    pattern = r'(\b(?:name|bucket)\s*=\s*"[^"]*account_id\})-\$\{[^}"]*region[^}"]*\}"'
    for spot in it.spots():
        if spot.block.kind in ("module", "locals"):
            yield from spot.swap(pattern, r'\1"')


@breaks("NAM03")
def name_too_long(it: Repository) -> Iterator[Change]:
    long = "${var.name}-for-everything-that-clients-of-the-service-ask-for"
    for type_, name in (
        ("aws_lb", "name"),
        ("aws_lb_target_group", "name"),
        ("aws_lambda_function", "function_name"),
        ("aws_iam_role", "name"),
        ("aws_db_proxy", "name"),
    ):
        yield from it.put(type_, name, f'"{long}{"-as-agreed" * (type_ != "aws_lb")}"')


@breaks("NAM04")
def default_tags_dropped(it: Repository) -> Iterator[Change]:
    for spot in it.spots("provider"):
        yield from spot.drop("default_tags")


@breaks("NAM04")
def tag_dropped(it: Repository) -> Iterator[Change]:
    for spot in it.spots("locals", r"^(locals|bootstrap/main)\.tf$"):
        for attribute in spot.attributes("tags"):
            lines = attribute.expression.text.split("\n")
            for at, line in enumerate(lines):
                if re.match(r"\s+\w+\s+=", line):
                    text = "\n".join([*lines[:at], *lines[at + 1 :]])
                    yield spot.change(spot.edit(attribute, text), at=line.split("=")[0].strip())


@breaks("NAM05")
def alias_of_a_key_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_kms_alias")
