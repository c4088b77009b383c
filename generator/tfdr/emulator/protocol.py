"""What those who use the emulated AWS and what runs in it have agreed on."""

ACCOUNT_ID = "123456789012"
"""The account that moto says everyone is."""

ACCESS_KEY = "emulated"
"""Both halves of the made-up key pair."""

INSIDE = "inside"
"""The key of the emulator's own requests, which no outage stops: what happens inside AWS."""

BACKDOOR = "/tfdr/"
"""Path below which the emulator answers what no AWS API can be asked."""

CUT, UNAVAILABLE, HANGING = "cut", "unavailable", "hanging"
"""What a dead region does with a request: it closes the connection, says 503, or says nothing."""

OUTAGES = (CUT, UNAVAILABLE, HANGING)

TASK = "X-Tfdr-Task"
"""Header of a request by which a function says which of the emulator's tasks it is."""

NOW = "X-Tfdr-Now"
"""Header of an answer to a task: the time, in seconds since the emulated AWS began."""

TAKES = "X-Tfdr-Takes"
"""Header of an answer to a task: after how many seconds it arrives."""

SILENT = "X-Tfdr-Silent"
"""Header of an answer to a task that is none: whoever asked waits for one until he gives up."""
