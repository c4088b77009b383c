"""DAT06C: encrypted objects are replicated, with a key of the destination's region."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.buckets import bucket_of, uses_kms
from tfdr.aws.keys import is_key_in
from tfdr.aws.replication import Copying, copyings
from tfdr.evaluate import System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_CHOSEN: Final = "source_selection_criteria.sse_kms_encrypted_objects.status"
_KEY: Final = "destination.encryption_configuration.replica_kms_key_id"


def check(system: System) -> Iterator[Verdict]:
    """Each rule whose source is encrypted with a key of KMS, or may be."""
    for copying in copyings(system):
        source = bucket_of(system, copying.configuration.get("bucket"))
        encrypted = None if source is None else uses_kms(system, source)
        if encrypted is False:
            continue
        rule = copying.rule
        shown = source.address if source else "its source"
        unknown = () if encrypted else (f"how {shown} is encrypted",)

        def told(holds: Truth, is_sure: Truth = encrypted) -> Truth:
            return None if holds is False and is_sure is None else holds

        message = "does not copy encrypted objects, which all in its source are"
        chosen = told(rule.equals(_CHOSEN, "Enabled"))
        yield judge(rule, chosen, message, "source_selection_criteria", unknown=unknown)
        message = "encrypts copies with no key of the destination's region"
        holds = told(_has_key(system, copying))
        yield judge(rule, holds, message, "destination", unknown=(*unknown, *rule.unknowns(_KEY)))


def _has_key(system: System, copying: Copying) -> Truth:
    bucket = bucket_of(system, copying.rule.get("destination.bucket"))
    if bucket is None:
        return None if copying.rule.has(_KEY) is not False else False
    return is_key_in(system, copying.rule, _KEY, bucket.region)
