"""The first image: it answers until the first release is there.

Every path gets 200. The path of the health check gets it only while the database of this region
accepts connections, where there is one. A standby asks the same: nothing is written.
"""

import json
import os
import signal
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CONNECTS_WITHIN = 2
"""Seconds, fewer than those after which a load balancer gives up."""


class Answers(BaseHTTPRequestHandler):
    """Answers every GET and HEAD."""

    def do_GET(self) -> None:
        """Say which region answers, and whether it could do its work."""
        path = self.path.partition("?")[0]
        well = path != os.environ["HEALTH_CHECK_PATH"] or database_answers()
        said = {
            "release": "first",
            "region": os.environ.get("AWS_REGION", ""),
            "role": os.environ.get("REGION_ROLE", ""),
            "healthy": well,
        }
        body = json.dumps(said).encode() + b"\n"
        self.send_response(HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Say the same without a body."""
        self.do_GET()


def database_answers() -> bool:
    """Say whether the writer's or the reader's endpoint accepts a connection, if there is one."""
    names = ("DATABASE_HOST", "DATABASE_READ_ONLY_HOST")
    hosts = [os.environ[name] for name in names if os.environ.get(name)]
    return not hosts or any(_accepts(host, int(os.environ["DATABASE_PORT"])) for host in hosts)


def _accepts(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), CONNECTS_WITHIN):
            return True
    except OSError:
        return False


def _stop(*_: Any) -> None:
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    ThreadingHTTPServer(("", int(os.environ["PORT"])), Answers).serve_forever()
