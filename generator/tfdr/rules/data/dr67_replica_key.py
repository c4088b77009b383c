"""DR67: an encrypted replica in another region names a key of its region."""

from collections.abc import Iterator

from tfdr.aws.replicas import replicas
from tfdr.evaluate import System, all_of, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each replica in another region whose source is encrypted."""
    for replica in replicas(system):
        encrypted = None if replica.source is None else replica.source.is_true("storage_encrypted")
        if encrypted is not False:
            named = replica.instance.has("kms_key_id")
            certain = all_of(encrypted, replica.is_elsewhere)
            holds = any_of(named, None if certain is None else negate(certain))
            key = replica.instance.target("kms_key_id")
            if key is not None and not key.is_data:
                holds = all_of(holds, key.region.is_same(replica.instance.region))
            message = "copies an encrypted database of another region, and names no key of its own"
            unknown = ("what it copies",)
            yield judge(replica.instance, holds, message, "kms_key_id", unknown=unknown)
