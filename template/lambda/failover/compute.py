"""The application path of a region: opened where clients go, closed where they must not."""

from aws import code_of
from botocore.exceptions import ClientError

CLOSED = 0


def compute(aws, settings):
    """Return what this deployment runs its application on."""
    if settings.ecs_service:
        return Ecs(aws, settings)
    if settings.autoscaling_group:
        return Ec2(aws, settings)
    return Api(aws, settings) if settings.api_function else Nothing(aws, settings)


class Nothing:
    """No application: there is nothing to open or to close."""

    def __init__(self, aws, settings):
        self.aws = aws
        self.settings = settings

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
        """Return how many of how many run."""
        return 0, 0


class Sized(Nothing):
    """An application of so many tasks or instances."""

    def open(self, role):
        """Give a region at least the capacity of one that serves."""
        return self.resize(role, at_least=self.settings.as_serving(self.settings.capacity))

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
        """Set the least that autoscaling keeps and, where it is not met, what is desired now."""
        least = at_least if exactly is None else exactly
        changed = []
        target = {
            "ServiceNamespace": "ecs",
            "ScalableDimension": "ecs:service:DesiredCount",
        }
        id = f"service/{self.settings.ecs_cluster}/{self.settings.ecs_service}"
        autoscaling = self.aws.call(
            role, "application-autoscaling", "describe_scalable_targets", ResourceIds=[id], **target
        )["ScalableTargets"]
        if autoscaling and _differs(autoscaling[0]["MinCapacity"], at_least, exactly):
            self.aws.call(
                role,
                "application-autoscaling",
                "register_scalable_target",
                ResourceId=id,
                MinCapacity=least,
                MaxCapacity=max(autoscaling[0]["MaxCapacity"], self.settings.capacity_max, least),
                **target,
            )
            changed.append(f"minimum {least}")
        desired = self._service(role)["desiredCount"]
        if _differs(desired, at_least, exactly):
            self.aws.call(
                role,
                "ecs",
                "update_service",
                cluster=self.settings.ecs_cluster,
                service=self.settings.ecs_service,
                desiredCount=least,
            )
            changed.append(f"desired {desired} -> {least}")
        return ", ".join(changed) or "nothing to change"

    def is_closed(self, role):
        """Say whether nothing is meant to run."""
        return self._service(role)["desiredCount"] == CLOSED

    def running(self, role):
        """Return how many tasks of how many run."""
        return self._service(role)["runningCount"], self.settings.as_serving(self.settings.capacity)

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
        """Return how many instances of how many are in service."""
        instances = self._group(role).get("Instances") or []
        here = [each for each in instances if each.get("LifecycleState") == "InService"]
        return len(here), self.settings.as_serving(self.settings.capacity)

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
