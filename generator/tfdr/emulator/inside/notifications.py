"""What was published to topics: nobody reads the mails of an emulated topic, so it is kept."""

from typing import Any

sent: list[dict[str, Any]] = []
"""Each with its `minute`, `region`, `topic`, `subject` and `message`, and who is `told`."""
