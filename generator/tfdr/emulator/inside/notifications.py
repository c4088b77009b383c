"""What was published to topics: nobody reads the mails of an emulated topic, so it is kept."""

from typing import Any

from tfdr.emulator.inside.memory import keep

sent: list[dict[str, Any]] = keep("notifications", [])
"""Each with its `minute`, `region`, `topic`, `subject` and `message`, and who is `told`."""
