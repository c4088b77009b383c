"""Load balancing: deletion protection, and tasks as targets.

moto 5.2.5 deletes a load balancer that is protected against it. Tasks of a service never become
targets, so that nothing is ever healthy behind a service's load balancer.
"""

from typing import Any

from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend, FakeHealthStatus

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside import targets as behind


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

    @replaces
    def describe_target_health(
        self: Any, original: Original, target_group_arn: str, targets: list[dict[str, Any]]
    ) -> list[FakeHealthStatus]:
        said: list[FakeHealthStatus] = original(target_group_arn, targets)
        if targets:
            return said
        group = self.target_groups[target_group_arn]
        tasks = behind.tasks(self.region_name, target_group_arn)
        return said + [
            FakeHealthStatus(f"task-{number}", str(group.port), None, "healthy")
            for number in range(1, tasks + 1)
        ]
