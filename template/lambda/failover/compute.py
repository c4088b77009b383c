"""The application path of a region: opened where clients go, closed where they must not."""

from aws import code_of
from botocore.exceptions import ClientError
from errors import FAILURES

CLOSED = 0


def compute(aws, settings, largest=0):
    """Return what this deployment runs its application on.

    `largest` is how many tasks or instances served before, when autoscaling had made it more.
    """
    if settings.ecs_service:
        return Ecs(aws, settings, largest)
    if settings.autoscaling_group:
        return Ec2(aws, settings, largest)
    kind = Api if settings.api_function else Nothing
    return kind(aws, settings, largest)


class Nothing:
    """No application: there is nothing to open or to close."""

    def __init__(self, aws, settings, largest=0):
        self.aws = aws
        self.settings = settings
        self.largest = largest

    def open(self, _role):
        """Give a region the capacity of one that serves; return what was changed."""
        return "nothing to change"

    def close(self, _role):
        """Close a region's application path; return what was changed."""
        return "nothing to change"

    def stand_down(self, _role, _active):
        """Give a region the capacity of a standby; return what was changed."""
        return "nothing to change"

    def is_closed(self, _role):
        """Say whether a region's application path is closed."""
        return False

    def running(self, _role):
        """Return how many run, of how many that are wanted, and how many could do."""
        return 0, 0, 0


class Sized(Nothing):
    """An application of so many tasks or instances."""

    @property
    def least(self):
        """How many a region serves with at least."""
        return self.settings.as_serving(self.settings.capacity)

    @property
    def wanted(self):
        """How many a region is to serve with: as many as did, within what is allowed."""
        most = self.settings.capacity_max or self.least
        return max(self.least, min(self.largest, most))

    def open(self, role):
        """Give a region at least the capacity that served."""
        return self.resize(role, at_least=self.wanted)

    def close(self, role):
        """Run nothing."""
        return self.resize(role, exactly=CLOSED)

    def stand_down(self, role, active):
        """Run what a standby runs."""
        size = self.settings.as_standby(self.settings.capacity, role, active)
        return self.resize(role, exactly=size)


class Ecs(Sized):
    """A service on Fargate, with Application Auto Scaling."""

    def resize(self, role, at_least=None, exactly=None):
        """Set the least that autoscaling keeps and, where it is not met, what is desired now.

        Two services do that. Where one does not answer, the other is asked all the same.
        """
        changed, failed = [], []
        for part in (self._set_minimum, self._set_desired):
            try:
                changed += part(role, at_least, exactly)
            except FAILURES as error:
                failed.append(error)
        if failed:
            raise failed[0]
        return ", ".join(changed) or "nothing to change"

    def _set_minimum(self, role, at_least, exactly):
        least = at_least if exactly is None else exactly
        target = {
            "ServiceNamespace": "ecs",
            "ScalableDimension": "ecs:service:DesiredCount",
        }
        id = f"service/{self.settings.ecs_cluster}/{self.settings.ecs_service}"
        found = self.aws.call(
            role, "application-autoscaling", "describe_scalable_targets", ResourceIds=[id], **target
        )["ScalableTargets"]
        if not found or not _differs(found[0]["MinCapacity"], at_least, exactly):
            return []
        self.aws.call(
            role,
            "application-autoscaling",
            "register_scalable_target",
            ResourceId=id,
            MinCapacity=least,
            MaxCapacity=max(found[0]["MaxCapacity"], self.settings.capacity_max, least),
            **target,
        )
        return [f"minimum {least}"]

    def _set_desired(self, role, at_least, exactly):
        least = at_least if exactly is None else exactly
        desired = self._service(role)["desiredCount"]
        if not _differs(desired, at_least, exactly):
            return []
        self.aws.call(
            role,
            "ecs",
            "update_service",
            cluster=self.settings.ecs_cluster,
            service=self.settings.ecs_service,
            desiredCount=least,
        )
        return [f"desired {desired} -> {least}"]

    def is_closed(self, role):
        """Say whether nothing is meant to run."""
        return self._service(role)["desiredCount"] == CLOSED

    def running(self, role):
        """Return how many tasks run, of how many that are wanted, and how many could do."""
        return self._service(role)["runningCount"], self.wanted, self.least

    def _service(self, role):
        answer = self.aws.call(
            role,
            "ecs",
            "describe_services",
            cluster=self.settings.ecs_cluster,
            services=[self.settings.ecs_service],
        )
        return answer["services"][0]


class Ec2(Sized):
    """An Auto Scaling group."""

    def resize(self, role, at_least=None, exactly=None):
        """Set the least size of the group and, where it is not met, the desired one."""
        least = at_least if exactly is None else exactly
        group = self._group(role)
        desired = group["DesiredCapacity"]
        wanted = least if _differs(desired, at_least, exactly) else desired
        if wanted == desired and not _differs(group["MinSize"], at_least, exactly):
            return "nothing to change"
        self.aws.call(
            role,
            "autoscaling",
            "update_auto_scaling_group",
            AutoScalingGroupName=self.settings.autoscaling_group,
            MinSize=least,
            MaxSize=max(group["MaxSize"], self.settings.capacity_max, wanted),
            DesiredCapacity=wanted,
        )
        return f"minimum {least}, desired {desired} -> {wanted}"

    def is_closed(self, role):
        """Say whether nothing is meant to run."""
        return self._group(role)["DesiredCapacity"] == CLOSED

    def running(self, role):
        """Return how many are in service, of how many that are wanted, and how many could do."""
        instances = self._group(role).get("Instances") or []
        here = [each for each in instances if each.get("LifecycleState") == "InService"]
        return len(here), self.wanted, self.least

    def _group(self, role):
        answer = self.aws.call(
            role,
            "autoscaling",
            "describe_auto_scaling_groups",
            AutoScalingGroupNames=[self.settings.autoscaling_group],
        )
        return answer["AutoScalingGroups"][0]


class Api(Nothing):
    """A function behind an HTTP API: as large as it is asked, or shut by a concurrency of zero."""

    def open(self, role):
        """Let the function run again where it was shut."""
        if self._reserved(role) != CLOSED:
            return "nothing to change"
        name = self.settings.api_function
        self.aws.call(role, "lambda", "delete_function_concurrency", FunctionName=name)
        return "opened"

    def close(self, role):
        """Let the function run no more."""
        if self._reserved(role) == CLOSED:
            return "nothing to change"
        name = self.settings.api_function
        self.aws.call(
            role,
            "lambda",
            "put_function_concurrency",
            FunctionName=name,
            ReservedConcurrentExecutions=CLOSED,
        )
        return "closed"

    def is_closed(self, role):
        """Say whether the function is shut."""
        return self._reserved(role) == CLOSED

    def stand_down(self, _role, _active):
        """A function that nobody calls costs nothing."""
        return "nothing to change"

    def _reserved(self, role):
        name = self.settings.api_function
        try:
            answer = self.aws.call(role, "lambda", "get_function_concurrency", FunctionName=name)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            raise RuntimeError(f"there is no function {name} in {role}") from error
        return answer.get("ReservedConcurrentExecutions")


def _differs(desired, at_least, exactly):
    return desired < at_least if exactly is None else desired != exactly
