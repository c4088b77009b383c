"""What stands in for something in another region."""

from tfdr.evaluate import Region, Resource, System, Truth, any_of


def elsewhere(system: System, region: Region, *types: str) -> Truth:
    """Whether a resource of one of these types is in another region.

    Args:
        system: where to look.
        region: the region that may be lost.
        types: those that could take over.
    """
    found: list[Truth] = []
    for each in system.resources(*types):
        apart = each.region.is_same(region)
        found.append(None if apart is None or (each.maybe and not apart) else not apart)
    return any_of(*found)


def in_primary(system: System, *types: str) -> list[Resource]:
    """The resources of these types in the primary region of a system of several regions."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return []
    return [each for each in system.resources(*types) if each.region.is_same(primary)]


def in_standbys(system: System, *types: str) -> list[Resource]:
    """The resources of these types outside the primary region of a system of several regions."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return []
    return [each for each in system.resources(*types) if each.region.is_same(primary) is False]
