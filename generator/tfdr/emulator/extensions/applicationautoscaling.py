"""Application Auto Scaling: tags, and bounds that are kept.

moto 5.2.5 drops the tags of a scalable target and implements none of the calls for them. It
leaves a service with fewer tasks than the least, or with more than the most.
"""

import json
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.ecs.models import ecs_backends

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches
from tfdr.emulator.inside.launches import run_desired


@teaches(ApplicationAutoScalingResponse)
class ScalableTargets:
    """Scalable targets with tags, whose bounds are kept."""

    @replaces
    def register_scalable_target(self: Any, original: Original) -> str:
        answer = original()
        arn = json.loads(answer)["ScalableTargetARN"]
        _tags(self, arn).update(self._get_param("Tags") or {})
        if self._get_param("ServiceNamespace") == "ecs":
            _keep_bounds(self)
        return answer

    @adds
    def list_tags_for_resource(self: Any) -> str:
        return json.dumps({"Tags": _tags(self, self._get_param("ResourceARN"))})

    @adds
    def tag_resource(self: Any) -> str:
        _tags(self, self._get_param("ResourceARN")).update(self._get_param("Tags"))
        return "{}"

    @adds
    def untag_resource(self: Any) -> str:
        tags = _tags(self, self._get_param("ResourceARN"))
        for key in self._get_param("TagKeys"):
            tags.pop(key, None)
        return "{}"


def _keep_bounds(response: ApplicationAutoScalingResponse) -> None:
    resource = response._get_param("ResourceId")
    backend = applicationautoscaling_backends[response.current_account][response.region]
    target = next(found[resource] for found in backend.targets.values() if resource in found)
    _, cluster, name = resource.split("/")
    services = ecs_backends[response.current_account][response.region]
    service = services.services.get(f"{cluster}:{name}")
    if service is not None:
        least, most = int(target.min_capacity or 0), int(target.max_capacity or 0)
        kept = max(least, min(most, service.desired_count))
        if kept != service.desired_count:
            service.desired_count = kept
            run_desired(service)


def _tags(response: ApplicationAutoScalingResponse, arn: str) -> dict[str, str]:
    backend = applicationautoscaling_backends[response.current_account][response.region]
    for dimensions in backend.targets.values():
        for target in dimensions.values():
            if target.arn == arn:
                tags: dict[str, Any] = target.__dict__.setdefault("tags", {})
                return tags
    return {}
