"""The process that serves the emulated AWS."""

import argparse
import os
import sys
import threading

from tfdr.emulator.backdoor import with_backdoor
from tfdr.emulator.environment import SERVER_SETTINGS
from tfdr.emulator.extensions import install
from tfdr.emulator.outage import with_outages
from tfdr.emulator.replay import with_replay


def main() -> None:
    """Serve on a loopback port and print the address, until interrupted.

    With `--until-stdin-closes`, also end when the process that started this one is gone,
    however it went: its end of the pipe closes with it.
    """
    parser = argparse.ArgumentParser(prog="python -m tfdr.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--until-stdin-closes", action="store_true")
    parser.add_argument("--plain", action="store_true", help="moto alone, with no extension")
    options = parser.parse_args()

    # moto reads these when it is imported, so they come first.
    for name, value in SERVER_SETTINGS.items():
        os.environ.setdefault(name, value)
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    if not options.plain:
        install()
    server = make_server(
        "127.0.0.1",
        options.port,
        with_backdoor(with_outages(with_replay(DomainDispatcherApplication(create_backend_app)))),
        threaded=True,
        request_handler=MotoRequestHandler,
    )
    # Where moto calls itself, it looks here for the port.
    os.environ["MOTO_PORT"] = str(server.server_port)
    if options.until_stdin_closes:
        threading.Thread(target=_exit_when_stdin_closes, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


def _exit_when_stdin_closes() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
