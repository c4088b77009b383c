"""The runtime of an emulated Lambda function: the process that imports and calls its handler.

Run with the package as working directory, the event on standard input, and the path of the
file for the answer as the only argument.
"""

import importlib
import json
import os
import socket
import sys
import time
import traceback
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen


class Context:
    """What a handler gets as its second argument."""

    def __init__(self, timeout_seconds: int) -> None:
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.aws_request_id = str(uuid.uuid4())
        self._deadline = time.monotonic() + timeout_seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run, in milliseconds."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def find_databases() -> None:
    """Have the names of databases lead to the emulated ones, and nowhere else."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if not str(host).endswith(".rds.amazonaws.com"):
            return look_up(host, port, *args, **kwargs)
        function, region = os.environ["AWS_LAMBDA_FUNCTION_NAME"], os.environ["AWS_REGION"]
        query = urlencode({"host": host, "port": port, "function": function, "region": region})
        question = f"{os.environ['AWS_ENDPOINT_URL']}/tfdr/address?{query}"
        with urlopen(question) as answer:  # noqa: S310 - the emulator's address
            address = json.load(answer)
        if address is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(*address, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def main() -> None:
    """Call the handler that the environment names and write what it answers."""
    call = json.load(sys.stdin)
    find_databases()
    sys.path.insert(0, str(Path.cwd()))
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    payload: Any
    try:
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
        payload, failed = handler(call["event"], Context(call["timeout"])), False
        json.dumps(payload)
    except Exception as error:  # whatever a handler raises is its answer
        traceback.print_exc()
        payload = {"errorMessage": str(error), "errorType": type(error).__name__}
        failed = True
    answer = json.dumps({"payload": payload, "failed": failed})
    Path(sys.argv[1]).write_text(answer, encoding="utf-8")


if __name__ == "__main__":
    main()
