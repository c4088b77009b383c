"""The function's log: a line of JSON for whatever happens."""

import json

fields_of_all = {}


def log(level, **fields):
    """Write one line; it carries what `fields_of_all` says, such as the run."""
    print(json.dumps({"level": level, **fields_of_all, **fields}, default=str))
