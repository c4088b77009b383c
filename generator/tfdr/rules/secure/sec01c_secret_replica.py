"""SEC01C: see sec01c_secret_replica.md."""

from collections.abc import Iterator

from tfdr.aws.keys import is_key_in
from tfdr.evaluate import Body, Region, Resource, System, Truth, all_of, any_of, same
from tfdr.evaluate.presence import any_block
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each secret of the primary's region, and the key of each replica."""
    secrets = system.resources("aws_secretsmanager_secret")
    for secret in secrets:
        yield from _replicas_have_keys(secret, system)
        if system.primary is None or secret.region.is_same(system.primary) is False:
            continue
        for region in system.standbys:
            there = any_of(
                any_block(secret.blocks("replica"), lambda each, to=region: _is_to(each, to)),  # type: ignore[misc]
                any_of(*(_stands_for(other, secret, region) for other in secrets)),
            )
            replicas = [source for each in secret.blocks("replica") for source in each.why]
            unknown = (*replicas, *secret.unknowns("replica"), f"the region of {region.role}")
            yield judge(secret, there, f"has no replica in {region}", unknown=unknown)


def _is_to(replica: Body, region: Region) -> Truth:
    code = replica.get("region")
    return None if replica.maybe and not isinstance(code, str) else region.is_code(code)


def _stands_for(other: Resource, secret: Resource, region: Region) -> Truth:
    """Whether another secret is the same one for another region."""
    if other is secret:
        return False
    name = secret.get("name")
    is_twin = other.block is secret.block or (name is not None and same(other.get("name"), name))
    return all_of(is_twin, other.region.is_same(region)) is True


def _replicas_have_keys(secret: Resource, system: System) -> Iterator[Verdict]:
    for replica in secret.blocks("replica"):
        named = replica.has("kms_key_id")
        there = is_key_in(system, replica, "kms_key_id", Region("", replica.get("region")))
        # Without a key anywhere, each region's copy has the one that AWS manages there.
        if named is False and secret.has("kms_key_id") is False:
            continue
        holds = False if named is False else all_of(there, None if replica.maybe else True)
        where = replica.text("region") or "another region"
        message = f"its replica in {where} has no key of that region"
        yield judge(replica, holds, message, "kms_key_id", unknown=replica.why)
