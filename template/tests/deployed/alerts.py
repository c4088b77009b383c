"""Whether somebody would be told: alarms, topics and who listens to them."""

import asking
from findings import check, note, wrong


def subscribers(region):
    """Look whether the topic of this region has subscribers who have confirmed."""
    return _heard(region.aws("sns"), region.output("alert_topic_arns"))


def endpoint_subscribers(region):
    """Look whether anybody hears of endpoints that fail."""
    topic = region.output("endpoint_alert_topic_arn")
    # Route 53 reports to one region only, which may be none of the system's.
    return _heard(asking.client("sns", topic.split(":")[3]), topic)


def _heard(sns, topic):
    key = sns.get_topic_attributes(TopicArn=topic)["Attributes"].get("KmsMasterKeyId")
    yield check(bool(key), "It is encrypted.", f"{topic} is not encrypted.")
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    found = pages.build_full_result()["Subscriptions"]
    confirmed = [each for each in found if each["SubscriptionArn"].startswith("arn:")]
    yield check(
        bool(confirmed),
        f"{len(confirmed)} subscribers have confirmed.",
        f"None of {len(found)} subscribers of {topic} has confirmed: nobody gets its messages.",
    )
    for each in found:
        if each not in confirmed:
            yield note(f"{each['Endpoint']} has not confirmed.")


def alarms(region):
    """Look whether each alarm tells somebody, and which are on."""
    found = _alarms(region)
    yield check(
        bool(found), f"There are {len(found)}.", f"No alarm begins with {region.system.name}-."
    )
    for each in found:
        told = each["ActionsEnabled"] and each["AlarmActions"] and each["OKActions"]
        if not told:
            yield wrong(f"{each['AlarmName']} tells nobody that it is on, or off again.")
    on = sorted(each["AlarmName"] for each in found if each["StateValue"] == "ALARM")
    if on:
        yield note(f"On: {', '.join(on)}.")


def _alarms(region):
    pages = region.aws("cloudwatch").get_paginator("describe_alarms")
    said = pages.paginate(
        AlarmNamePrefix=f"{region.system.name}-", AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    ).build_full_result()
    return [*said.get("MetricAlarms", []), *said.get("CompositeAlarms", [])]
