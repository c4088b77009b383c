"""Application Auto Scaling: tags.

moto 5.2.5 drops the tags of a scalable target and implements none of the calls for them.
"""

import json
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from generator.emulator.extensions.teach import teach


def install() -> None:
    """Teach moto to keep the tags of scalable targets."""
    register = ApplicationAutoScalingResponse.register_scalable_target

    @teach(ApplicationAutoScalingResponse)
    def register_scalable_target(self: ApplicationAutoScalingResponse) -> str:
        answer = register(self)
        arn = json.loads(answer)["ScalableTargetARN"]
        _tags(self, arn).update(self._get_param("Tags") or {})
        return answer

    @teach(ApplicationAutoScalingResponse)
    def list_tags_for_resource(self: ApplicationAutoScalingResponse) -> str:
        return json.dumps({"Tags": _tags(self, self._get_param("ResourceARN"))})

    @teach(ApplicationAutoScalingResponse)
    def tag_resource(self: ApplicationAutoScalingResponse) -> str:
        _tags(self, self._get_param("ResourceARN")).update(self._get_param("Tags"))
        return "{}"

    @teach(ApplicationAutoScalingResponse)
    def untag_resource(self: ApplicationAutoScalingResponse) -> str:
        tags = _tags(self, self._get_param("ResourceARN"))
        for key in self._get_param("TagKeys"):
            tags.pop(key, None)
        return "{}"


def _tags(response: ApplicationAutoScalingResponse, arn: str) -> dict[str, str]:
    backend = applicationautoscaling_backends[response.current_account][response.region]
    for dimensions in backend.targets.values():
        for target in dimensions.values():
            if target.arn == arn:
                tags: dict[str, Any] = target.__dict__.setdefault("tags", {})
                return tags
    return {}
