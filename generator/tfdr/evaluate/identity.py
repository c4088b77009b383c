"""Whether a value means a resource, and whether two values are of one."""

from tfdr.evaluate import Ref, Resource, Truth, Value, is_unknown, plain, same


def means(value: Value, target: Resource, *names: str) -> Truth:
    """Whether a value means a resource: by reference, or by one of its names.

    Args:
        value: such as a dimension of a metric.
        target: what it may mean.
        names: the attributes by which the target is called.
    """
    if isinstance(value, Ref) and value.target.owner is target:
        return True
    results = [same(own, value) for own in map(target.get, names) if own is not None]
    if True in results:
        return True
    inside = plain(value)
    if isinstance(inside, Ref):
        return None if inside.target.owner.is_data else False
    return None if is_unknown(value) or None in results else False


def is_other(one: Value, other: Value) -> Truth:
    """Whether two values differ; those of two resources that AWS names do."""
    equal = same(one, other)
    if equal is not None:
        return not equal
    left, right = plain(one), plain(other)
    if isinstance(left, Ref) and isinstance(right, Ref):
        owners = left.target.owner, right.target.owner
        if owners[0] is not owners[1] and not any(each.is_data for each in owners):
            return True
    return None
