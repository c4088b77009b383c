"""Endpoints of a network, by the service that they lead to."""

from tfdr.evaluate import Resource, Text, Truth, plain


def is_for(endpoint: Resource, service: str) -> Truth:
    """Whether an endpoint leads to a service.

    Args:
        endpoint: it.
        service: as its name ends, such as `s3` or `ecr.api`.
    """
    name = plain(endpoint.get("service_name"))
    if name is None:
        return False
    text = name if isinstance(name, str) else name.suffix if isinstance(name, Text) else ""
    if text.endswith(f".{service}"):
        # `dkr` of `ecr.dkr` is no service, nor is `s3` one of `com.amazonaws.s3-outposts`.
        return True
    return False if isinstance(name, str) or "." in text else None
