"""DR28: file systems and container images are in every serving region."""

from collections.abc import Iterator

from tfdr.aws.regions import serving_regions
from tfdr.evaluate import Body, Region, Resource, System, Truth, Value, all_of, any_of, same
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each repository of images and each file system, for each other region that serves."""
    regions = serving_regions(system)
    if len(regions) < 2:
        return
    repositories = system.resources("aws_ecr_repository")
    for repository in repositories:
        for region in regions:
            if repository.region.is_same(region) is not True:
                yield _image(system, repository, region, repositories)
    for files in system.resources("aws_efs_file_system"):
        for region in regions:
            if files.region.is_same(region) is not True:
                yield _files(system, files, region)


def _is_back(system: System, repository: Resource) -> bool:
    """Whether it is a standby's own, which the primary has another one for."""
    primary = system.primary
    return (
        primary is not None
        and repository.region.is_same(primary) is False
        and any(each.region.is_same(primary) for each in system.resources("aws_ecr_repository"))
    )


def _image(
    system: System, repository: Resource, region: Region, repositories: list[Resource]
) -> Verdict:
    name = repository.get("name")
    found: list[Truth] = [
        all_of(each.region.is_same(region), same(each.get("name"), name))
        for each in repositories
        if each is not repository
    ]
    unknown: list[str] = [*repository.unknowns("name"), *system.not_followed]
    for whole in system.resources("aws_ecr_replication_configuration"):
        for settings in whole.blocks("replication_configuration"):
            for rule in settings.blocks("rule"):
                chosen = _is_chosen(rule, repository)
                for destination in rule.blocks("destination"):
                    there = region.is_code(destination.get("region"))
                    here = whole.region.is_same(repository.region)
                    sure = None if destination.maybe else True
                    found.append(all_of(here, chosen, there, sure))
                    unknown += (*destination.unknowns("region"), *destination.why)
    message = f"does not exist in {region}: no task could start from it there"
    holds, matters = unless_elsewhere(system, any_of(*found)), not _is_back(system, repository)
    return judge(repository, holds, message, unknown=unknown, is_recovery=matters)


def _is_chosen(rule: Body, repository: Resource) -> Truth:
    """Whether a rule of the registry is about a repository; one without a filter is about all."""
    filters = rule.blocks("repository_filter")
    name = repository.text("name")
    return not filters or any_of(
        *(
            None
            if name is None or (start := each.text("filter")) is None
            else name.startswith(start)
            for each in filters
        )
    )


def _files(system: System, files: Resource, region: Region) -> Verdict:
    found: list[Truth] = []
    unknown: list[str] = [*system.not_followed]
    replications = system.resources("aws_efs_replication_configuration")
    for each in replications:
        source = each.target("source_file_system_id")
        places = each.blocks("destination")
        if source is files:
            found += [region.is_code(_place(place)) for place in places]
            unknown += (why for place in places for why in place.unknowns("region"))
        elif any(place.target("file_system_id") is files for place in places):
            found.append(None if source is None else source.region.is_same(region))
        elif source is None:
            found.append(None)
            unknown += each.unknowns("source_file_system_id")
    message = f"has no copy in {region}"
    return judge(files, unless_elsewhere(system, any_of(*found)), message, unknown=unknown)


def _place(destination: Body) -> Value:
    """The region of a replica: its own, or that of the zone that it is in."""
    zone = destination.text("availability_zone_name")
    return destination.get("region") or (zone[:-1] if zone else None)
