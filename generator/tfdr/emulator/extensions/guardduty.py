"""GuardDuty: one detector in a region, and features that are switched one by one.

moto 5.2.5 makes as many detectors as it is asked for. Whatever features an update names
replace all others.
"""

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.guardduty.models import Detector, GuardDutyBackend

from tfdr.emulator.extensions.teach import teach


def install() -> None:
    """Teach moto detectors as AWS has them."""
    create = GuardDutyBackend.create_detector
    change = Detector.update

    @teach(GuardDutyBackend)
    def create_detector(self: Any, *settings: Any, **named: Any) -> str:
        if self.detectors:
            raise JsonRESTError(
                "BadRequestException",
                "The request is rejected because a detector already exists in the region.",
            )
        made: str = create(self, *settings, **named)
        return made

    @teach(Detector)
    def update(
        self: Any, enable: Any, frequency: Any, data_sources: Any, features: list[Any] | None
    ) -> None:
        named = {feature["name"]: feature for feature in features or ()}
        kept = [feature for feature in self.features if feature["name"] not in named]
        change(self, enable, frequency, data_sources, [*kept, *named.values()])
