"""DR02: Terraform state is not stored in the primary region."""

from collections.abc import Iterator

from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge_place

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """The backend, and the files of settings for it, where there are several regions."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    for backend in system.backends():
        code = backend.text("region")
        if code is not None:
            line = backend.attributes["region"].line
            apart = negate(primary.is_code(code))
            message = f"the state is kept in {code}, the primary region"
            unknown = (f"the region of the provider {primary.role}",)
            yield judge_place(
                apart, "terraform.backend", backend.file, line, message, unknown=unknown
            )
