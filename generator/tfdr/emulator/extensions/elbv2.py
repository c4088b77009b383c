"""Load balancing: deletion protection.

moto 5.2.5 deletes a load balancer that is protected against it.
"""

from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend

from tfdr.emulator.extensions.teach import teach


def install() -> None:
    """Teach moto to protect load balancers."""
    delete = ELBv2Backend.delete_load_balancer

    @teach(ELBv2Backend)
    def delete_load_balancer(self: ELBv2Backend, arn: str) -> None:
        balancer = self.load_balancers.get(arn)
        if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
            raise ELBClientError(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        delete(self, arn)
