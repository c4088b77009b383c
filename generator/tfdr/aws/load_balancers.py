"""Load balancers, with their listeners and target groups."""

from typing import Final

from tfdr.evaluate import Resource, System, Text, Value, known_text, plain, references

LOG_DELIVERY: Final = "logdelivery.elasticloadbalancing.amazonaws.com"
"""The service that writes access logs; in older regions an account of AWS's does."""

_ACCOUNTS: Final = (
    "127311923021",  # us-east-1
    "033677994240",  # us-east-2
    "027434742980",  # us-west-1
    "797873946194",  # us-west-2
    "098369216593",  # af-south-1
    "985666609251",  # ca-central-1
    "054676820928",  # eu-central-1
    "897822967062",  # eu-north-1
    "635631232127",  # eu-south-1
    "156460612806",  # eu-west-1
    "652711504416",  # eu-west-2
    "009996457667",  # eu-west-3
    "754344448648",  # ap-east-1
    "582318560864",  # ap-northeast-1
    "600734575887",  # ap-northeast-2
    "383597477331",  # ap-northeast-3
    "718504428378",  # ap-south-1
    "114774131450",  # ap-southeast-1
    "783225319266",  # ap-southeast-2
    "589379963580",  # ap-southeast-3
    "076674570225",  # me-south-1
    "507241528517",  # sa-east-1
)


def listeners(system: System, balancer: Resource) -> list[Resource]:
    """The listeners of a load balancer."""
    return [
        each
        for type_ in ("aws_lb_listener", "aws_alb_listener")
        for each in system.links(balancer, type_, "load_balancer_arn")
    ]


def target_groups(system: System, balancer: Resource) -> list[Resource]:
    """The target groups behind a load balancer."""
    found: list[Resource] = []
    for listener in listeners(system, balancer):
        bodies = list(listener.blocks("default_action"))
        for rule in system.links(listener, "aws_lb_listener_rule", "listener_arn"):
            bodies += rule.blocks("action")
        for body in bodies:
            found += body.targets("target_group_arn")
            for forward in body.blocks("forward"):
                for group in forward.blocks("target_group"):
                    found += group.targets("arn")
    return list(dict.fromkeys(found))


def is_log_account(principal: Value) -> bool:
    """Whether a principal is an account of AWS's as which load balancers write access logs."""
    inside = plain(principal)
    text = str(inside) if isinstance(inside, Text) else known_text(inside) or ""
    types = [each.target.owner.type for each in references(principal)]
    return "aws_elb_service_account" in types or any(each in text for each in _ACCOUNTS)
