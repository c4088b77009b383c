"""Checks of what would be started here: is it there, and is it what the active region runs?"""

import time

import asking
from findings import failed, ok, unknown

ON_ITS_WAY_SECONDS = 3600  # for which a release may have reached one region and not the other


def images(now):
    """Look whether this region's registry has the images that would be started."""
    deployment = now.deployment
    ecr = asking.client("ecr", deployment.region)
    absent = (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException)
    gone = []
    for name, tag in deployment.repositories.items():
        try:
            ecr.describe_images(repositoryName=name, imageIds=[{"imageTag": tag}])
        except absent:
            gone.append(f"{name}:{tag} is not in {deployment.region}: push it there.")
    return failed(*gone) if gone else ok("All images are in this region's registry.")


def revision(deployment):
    """Return what this region would start: the digests of its images, or the code's checksum."""
    if deployment.api_function:
        functions = asking.client("lambda", deployment.region)
        found = functions.get_function_configuration(FunctionName=deployment.api_function)
        return found.get("CodeSha256", "")
    ecr = asking.client("ecr", deployment.region)
    digests = []
    for name, tag in sorted(deployment.repositories.items()):
        found = ecr.describe_images(repositoryName=name, imageIds=[{"imageTag": tag}])
        digests.append(found["imageDetails"][0].get("imageDigest", ""))
    return ",".join(digests)


def release(now):
    """Look whether this region runs its newest release, and the one that the active region runs."""
    deployment = now.deployment
    if deployment.ecs_service and (problem := rolled_back(deployment)):
        return failed(problem)
    if deployment.autoscaling_group and (problem := outdated(deployment)):
        return failed(problem)
    if now.here:
        return ok("What runs here is the newest release.")
    serving = now.own("serving")
    theirs = serving.get("revision")
    if not theirs:
        return unknown("The active region has not written down what release it runs.")
    if theirs == revision(deployment):
        return ok(f"This region would start what {serving['role']} runs.")
    minutes = (time.time() - (differs_since(now) or time.time())) / 60
    what = f"This region would start another release than {serving['role']} runs"
    if 60 * minutes < ON_ITS_WAY_SECONDS:
        return ok(f"{what}, for {minutes:.0f} minutes: it may be on its way.")
    return failed(f"{what}, for {minutes:.0f} minutes: deploy it here as well.")


def differs_since(now):
    """Return since when this region has had another release than the active one; 0 if it has not.

    What was found is kept from one time to the next.
    """
    if not (now.deployment.repositories or now.deployment.api_function):
        return 0
    theirs = now.own("serving").get("revision")
    try:
        differs = bool(theirs) and not now.here and theirs != revision(now.deployment)
    except Exception:
        return 0
    return (now.own("readiness").get("differs_since") or int(time.time())) if differs else 0


def rolled_back(deployment):
    """Say that a service does not run the newest revision of its tasks; empty if it does."""
    ecs = asking.client("ecs", deployment.region)
    found = ecs.describe_services(
        cluster=deployment.ecs_cluster, services=[deployment.ecs_service]
    )["services"]
    if not found:
        return ""
    running = found[0].get("taskDefinition", "")
    failing = [
        each for each in found[0].get("deployments", []) if each.get("rolloutState") == "FAILED"
    ]
    if failing:
        return f"A deployment failed: {failing[0].get('rolloutStateReason', 'see its events')}."
    family = running.rpartition("/")[2].rpartition(":")[0]
    if not family:
        return ""
    newest = ecs.describe_task_definition(taskDefinition=family)["taskDefinition"]
    if newest["taskDefinitionArn"] != running:
        name = newest["taskDefinitionArn"].rpartition("/")[2]
        return f"{name} is there, and {running.rpartition('/')[2]} runs: was it rolled back?"
    return ""


def outdated(deployment):
    """Say that instances are of an older template than their group's; empty if none is."""
    autoscaling = asking.client("autoscaling", deployment.region)
    name = deployment.autoscaling_group
    found = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    if not found["AutoScalingGroups"]:
        return ""
    refreshes = autoscaling.describe_instance_refreshes(
        AutoScalingGroupName=name, MaxRecords=1
    ).get("InstanceRefreshes", [])
    if refreshes and refreshes[0]["Status"] in ("Failed", "RollbackSuccessful", "RollbackFailed"):
        why = refreshes[0].get("StatusReason", "see its events")
        return f"The last refresh of {name} is {refreshes[0]['Status']}: {why}."
    return ""
