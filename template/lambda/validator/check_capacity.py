"""Checks of what runs the service, and of what it needs to grow to serving size."""

from datetime import UTC, datetime, timedelta

import asking
from findings import failed, ok, unknown

SERVICES = {"L-3032A538": "fargate", "L-1216C47A": "ec2"}  # by the code of their vCPU quota


def capacity(now):
    """Look whether as much of the service runs here as should."""
    if now.deployment.api_function:
        return function(now)
    size = instances if now.deployment.autoscaling_group else tasks
    running, desired, problems = size(now.deployment)
    if running < desired:
        problems.append(f"{running} of {desired} run: see why the others do not start.")
    if desired < expected(now):
        problems.append(f"{desired} are wanted here, but should be {expected(now)} at least.")
    return failed(*problems) if problems else ok(f"{running} of {desired} run.")


def serving(now):
    """Return with how many tasks or instances this region would take over."""
    deployment, seen = now.deployment, now.own("serving")
    least = deployment.capacity[deployment.first_role]
    largest = max(seen.get("largest", 0), seen.get("largest_before", 0))
    return max(least, min(largest, deployment.capacity_max or least))


def expected(now):
    """Return how many tasks or instances should run here at least.

    The first region stands by with as many as the region that serves in its place had.
    """
    deployment = now.deployment
    if now.here:
        return deployment.capacity[deployment.first_role]
    if now.fenced:  # closed on purpose; taking over opens it again
        return 0
    is_first = deployment.role == deployment.first_role
    return deployment.capacity[now.active if is_first else deployment.role]


def tasks(deployment):
    """Return how many tasks run and should, and what is wrong with their service."""
    name = deployment.ecs_service
    ecs = asking.client("ecs", deployment.region)
    found = ecs.describe_services(cluster=deployment.ecs_cluster, services=[name])["services"]
    if not found or found[0]["status"] != "ACTIVE":
        return 0, 0, [f"The service {name} is not here or not active. Apply Terraform again."]
    return found[0]["runningCount"], found[0]["desiredCount"], []


def instances(deployment):
    """Return how many instances serve and should, and what is wrong with their group."""
    name = deployment.autoscaling_group
    autoscaling = asking.client("autoscaling", deployment.region)
    found = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    if not found["AutoScalingGroups"]:
        return 0, 0, [f"There is no group {name} here. Apply Terraform again."]
    group = found["AutoScalingGroups"][0]
    running = [
        instance
        for instance in group["Instances"]
        if instance["LifecycleState"] == "InService" and instance["HealthStatus"] == "Healthy"
    ]
    problems = []
    if group["MaxSize"] < deployment.capacity[deployment.first_role]:
        problems.append(f"{name} may grow to {group['MaxSize']} only: raise its maximum.")
    return len(running), group["DesiredCapacity"], problems


def function(now):
    """Look whether the function behind the API can be called."""
    name = now.deployment.api_function
    awslambda = asking.client("lambda", now.deployment.region)
    try:
        found = awslambda.get_function_configuration(FunctionName=name)
    except awslambda.exceptions.ResourceNotFoundException:
        return failed(f"There is no function {name} here. Apply Terraform again.")
    if found.get("State", "Active") != "Active":
        return failed(f"{name} is {found['State']}: {found.get('StateReason', 'see Lambda')}.")
    limits = awslambda.get_function_concurrency(FunctionName=name)
    if limits.get("ReservedConcurrentExecutions") == 0 and not now.fenced:
        return failed(f"{name} may not run: delete its reserved concurrency of 0.")
    return ok(f"{name} is active.")


def quota(now):
    """Look whether AWS would let this region grow to serving size."""
    deployment = now.deployment
    service = SERVICES[deployment.quota_code]
    found = read_quota(deployment, service)
    if "Value" not in found:
        return unknown(f"Service Quotas does not know {deployment.quota_code} of {service} here.")
    size = instances if deployment.autoscaling_group else tasks
    vcpus = read_vcpus(deployment)
    own = size(deployment)[0] * vcpus
    used = max(read_usage(deployment, found.get("UsageMetric")), own)
    needed = used - own + serving(now) * vcpus
    what = (
        f"Serving takes {needed:g} vCPUs with all that runs here, the quota is {found['Value']:g}"
    )
    if needed > found["Value"]:
        return failed(f"{what}. Ask for more: Service Quotas, {service}, {deployment.quota_code}.")
    return ok(f"{what}.")


def read_vcpus(deployment):
    """Return how many vCPUs a task or an instance has."""
    if not deployment.instance_type:
        return deployment.task_vcpus
    ec2 = asking.client("ec2", deployment.region)
    found = ec2.describe_instance_types(InstanceTypes=[deployment.instance_type])
    return found["InstanceTypes"][0]["VCpuInfo"]["DefaultVCpus"]


def read_quota(deployment, service):
    """Return a quota: the account's own or, where it never was another, AWS's default."""
    quotas = asking.client("service-quotas", deployment.region)
    which = {"ServiceCode": service, "QuotaCode": deployment.quota_code}
    try:
        return quotas.get_service_quota(**which)["Quota"]
    except quotas.exceptions.NoSuchResourceException:
        return quotas.get_aws_default_service_quota(**which)["Quota"]


def read_usage(deployment, metric):
    """Return how much of a quota is in use in this region, by whomever; 0 if nobody says."""
    if not metric:
        return 0
    end = datetime.now(UTC)
    found = asking.client("cloudwatch", deployment.region).get_metric_statistics(
        Namespace=metric["MetricNamespace"],
        MetricName=metric["MetricName"],
        Dimensions=[{"Name": n, "Value": v} for n, v in metric["MetricDimensions"].items()],
        StartTime=end - timedelta(minutes=30),
        EndTime=end,
        Period=300,
        Statistics=["Maximum"],
    )
    points = sorted((point["Timestamp"], point["Maximum"]) for point in found["Datapoints"])
    return points[-1][1] if points else 0
