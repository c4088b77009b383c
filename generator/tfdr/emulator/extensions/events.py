"""EventBridge: where events go.

moto 5.2.5 brings events to queues and logs only, tells a bus in another region that the event is
from there, and lets rules that are disabled, and schedules, match. How events get to functions,
topics, queues and buses is in `inside.events`.
"""

import copy
from typing import Any

from moto.events.models import Rule

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside.events import reaches, send


@teaches(Rule)
class Rules:
    """Rules that bring events to functions, topics, queues and buses."""

    @replaces
    def send_to_targets(
        self: Any, original: Original, original_event: Any, transform_input: bool = True
    ) -> None:
        pattern = self.event_pattern
        if self.state == "DISABLED" or not pattern.get_pattern():  # which schedules have not
            return
        if not pattern.matches_event(original_event):
            return
        ours = [target for target in self.targets if reaches(target["Arn"])]
        for target in ours:
            send(self, target, original_event)
        if others := [target for target in self.targets if target not in ours]:
            rest = copy.copy(self)
            rest.targets = others
            original.of(rest)(original_event, transform_input)
