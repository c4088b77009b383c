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

REFUSE, NOTE, OFF = "refuse", "note", "off"
"""What becomes of a request to which an oracle objects: AWS's error, a note alone, or nothing."""

ORACLE_WAYS = (REFUSE, NOTE, OFF)

ORACLES = (
    "requests",
    "request models",
    "permissions",
    "limits",
    "regions",
    "order",
    "quotas",
    "deliveries",
)
"""Who judges, by the names that violations have."""

NEW, RAISED = "new", "raised"
"""Whose quotas hold: those of a new account, or of one in which a person has asked for more."""

ACCOUNTS = (NEW, RAISED)
TASK = "X-Tfdr-Task"
"""Header of a request by which a function says which of the emulator's tasks it is."""

NOW = "X-Tfdr-Now"
"""Header of an answer to a task: the time, in seconds since the emulated AWS began."""

TAKES = "X-Tfdr-Takes"
"""Header of an answer to a task: after how many seconds it arrives."""

SILENT = "X-Tfdr-Silent"
"""Header of an answer to a task that is none: whoever asked waits for one until he gives up."""
