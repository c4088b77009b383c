"""GuardDuty: one detector in a region, and features that are switched one by one.

moto 5.2.5 makes as many detectors as it is asked for. Whatever features an update names
replace all others.
"""

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.guardduty.models import Detector, GuardDutyBackend

from tfdr.emulator.extensions.teach import Original, replaces, teaches


@teaches(GuardDutyBackend)
class Detectors:
    """One detector in a region."""

    @replaces
    def create_detector(self: Any, original: Original, *settings: Any, **named: Any) -> str:
        if self.detectors:
            raise JsonRESTError(
                "BadRequestException",
                "The request is rejected because a detector already exists in the region.",
            )
        made: str = original(*settings, **named)
        return made


@teaches(Detector)
class Features:
    """Features that are switched one by one."""

    @replaces
    def update(
        self: Any,
        original: Original,
        enable: Any,
        finding_publishing_frequency: Any,
        data_sources: Any,
        features: list[Any] | None,
    ) -> None:
        named = {feature["name"]: feature for feature in features or ()}
        kept = [feature for feature in self.features if feature["name"] not in named]
        original(enable, finding_publishing_frequency, data_sources, [*kept, *named.values()])
