"""Load balancing: deletion protection.

moto 5.2.5 deletes a load balancer that is protected against it.
"""

from typing import Any

from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend

from tfdr.emulator.extensions.teach import Original, replaces, teaches


@teaches(ELBv2Backend)
class LoadBalancers:
    """Load balancers that can be protected."""

    @replaces
    def delete_load_balancer(self: Any, original: Original, arn: str) -> None:
        balancer = self.load_balancers.get(arn)
        if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
            raise ELBClientError(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        original(arn)
