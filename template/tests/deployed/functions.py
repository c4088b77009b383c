"""The functions that act when it matters: failover, validator and rotation."""

from findings import check, note, wrong


def failover(region):
    """Look at the function that makes this region the active one."""
    return _can_run(region, region.output("failover_function_names"))


def validator(region):
    """Look at the function that says whether this region could take over."""
    return _can_run(region, region.output("validator_function_names"))


def rotation(region):
    """Look at the function that replaces the password."""
    return _can_run(region, region.output("database_rotation_function_name"))


def _can_run(region, name):
    functions = region.aws("lambda")
    settings = functions.get_function_configuration(FunctionName=name)
    state = settings.get("State", "Active")
    yield check(state in ("Active", "Inactive"), f"{name} is there.", f"{name} is {state}.")
    reserved = functions.get_function_concurrency(FunctionName=name)
    if reserved.get("ReservedConcurrentExecutions") == 0:
        yield wrong(f"{name} may not run: its reserved concurrency is 0.")
    queue = settings.get("DeadLetterConfig", {}).get("TargetArn")
    if not queue:
        yield wrong(f"{name} has no dead-letter queue: what it cannot do is lost.")
        return
    sqs = region.aws("sqs")
    url = sqs.get_queue_url(QueueName=queue.rpartition(":")[2])["QueueUrl"]
    said = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    number = int(said["Attributes"]["ApproximateNumberOfMessages"])
    if number:
        yield note(f"{number} events that {name} gave up on are in its queue.")
