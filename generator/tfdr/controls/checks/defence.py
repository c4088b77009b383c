"""What keeps intruders out, and finds them."""

from collections.abc import Iterator

from tfdr.controls.catalogue import Numbers
from tfdr.evaluate import Body, Fields, Json, Resource, System, Truth, any_of, plain, same
from tfdr.evaluate.functions import elements
from tfdr.evaluate.presence import any_block
from tfdr.rules import Verdict, judge
from tfdr.rules.secure import sec02a_policy_resources, sec02b_policy_actions

_SOURCES = ("aws.guardduty", "aws.securityhub")


def web_firewall(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each web ACL and association; and each load balancer that has none."""
    for acl in system.resources("aws_wafv2_web_acl"):
        blocks = any_block(acl.blocks("rule"), _can_block)
        yield judge(acl, blocks, "refuses nothing", "rule")
    for association in system.resources("aws_wafv2_web_acl_association"):
        yield judge(association, association.has("web_acl_arn"), "names no web ACL", "web_acl_arn")
    for balancer in system.resources("aws_lb"):
        links = system.links(balancer, "aws_wafv2_web_acl_association", "resource_arn")
        if links.exist is not True:
            yield judge(balancer, links.exist, "has no web ACL before it", unknown=links.why)


def _can_block(rule: Body) -> Truth:
    return any_of(rule.has("action.block"), _acts(rule))


def _acts(rule: Body) -> Truth:
    """Whether a group of rules does what it says, and does not only count."""
    return any_block(rule.blocks("override_action"), lambda each: each.has("none"))


def least_privilege(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each policy of a role."""
    policies = {each.address for each in system.resources("aws_iam_policy", "aws_iam_role_policy")}
    for rule in (sec02a_policy_resources, sec02b_policy_actions):
        yield from (each for each in rule.check(system) if each.address in policies)


def intrusion_detection(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each detector and feature."""
    for detector in system.resources("aws_guardduty_detector"):
        # The provider's default is true.
        enabled = detector.has("enable") is False or detector.is_true("enable")
        yield judge(detector, enabled, "is off", "enable")
    for feature in system.resources("aws_guardduty_detector_feature"):
        yield judge(feature, feature.equals("status", "ENABLED"), "is off", "status")


def security_hub(system: System, level: Numbers) -> Iterator[Verdict]:
    """Each account of Security Hub, by its region's standards, and each subscription to one."""
    subscriptions = system.resources("aws_securityhub_standards_subscription")
    for subscription in subscriptions:
        path = "standards_arn"
        yield judge(subscription, subscription.has(path), "names no standard", path)
    for account in system.resources("aws_securityhub_account"):
        own = [each for each in subscriptions if each.region.is_same(account.region) is not False]
        for standard in level["security_standards"]:
            judged = any_of(*(_is_about(each, standard) for each in own))
            yield judge(account, judged, f"does not judge by {standard}")
        if not level["security_standards"]:
            yield judge(account, True, "")


def _is_about(subscription: Resource, standard: str) -> Truth:
    value = subscription.get("standards_arn")
    text = getattr(value, "suffix", value)
    return text.endswith(standard) if isinstance(text, str) else None


def findings_are_told(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each rule for findings, by its target; and the first for what none is about."""
    rules = [
        (each, _sources(each))
        for each in system.resources("aws_cloudwatch_event_rule")
        if any(source in _sources(each) for source in _SOURCES)
    ]
    for rule, _sources_of_it in rules:
        links = system.links(rule, "aws_cloudwatch_event_target", "rule")
        yield judge(rule, links.exist, "tells nobody", unknown=links.why)
    for source in _SOURCES if rules else ():
        told = any(source in found for _rule, found in rules)
        yield judge(rules[0][0], told, f"nor another rule is about {source}", "event_pattern")


def _sources(rule: Resource) -> list[str]:
    value = plain(rule.get("event_pattern"))
    content = plain(value.content) if isinstance(value, Json) else value
    named = elements(content.get("source")) if isinstance(content, Fields) else []
    return [source for source in _SOURCES if any(same(each, source) for each in named)]
