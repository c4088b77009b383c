"""ACM: certificates that are issued.

moto 5.2.5 lets a minute pass before it issues a certificate, which does not pass while Terraform
waits: here it is issued as soon as somebody looks, once the world sees the name that it is for.
"""

from typing import Any

from moto import settings
from moto.acm.models import CertBundle

from tfdr.emulator.extensions.teach import Original, replaces, replaces_value, teaches
from tfdr.emulator.inside import world

replaces_value(settings, "ACM_VALIDATION_WAIT", -1)


@teaches(CertBundle)
class Certificates:
    """Certificates that wait for the delegation of their zone."""

    @replaces
    def check(self: Any, original: Original) -> None:
        if self.status != "PENDING_VALIDATION" or world.sees(self.common_name):
            original()
