"""The process that serves the emulated AWS."""

import argparse
import os
import sys
import threading
from pathlib import Path
from typing import Any

import time_machine
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from tfdr.emulator.extensions import install
from tfdr.emulator.inside import quotas, snapshots
from tfdr.emulator.inside.backdoor import with_backdoor
from tfdr.emulator.inside.callers import with_callers
from tfdr.emulator.inside.chance import chance
from tfdr.emulator.inside.outages import with_outages
from tfdr.emulator.inside.questions import QUESTIONS
from tfdr.emulator.inside.replay import with_replay
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.oracles import ORACLES
from tfdr.emulator.oracles.deliveries.sweep import look
from tfdr.emulator.oracles.gate import Wsgi, with_oracles
from tfdr.emulator.oracles.reading import operation_of
from tfdr.emulator.protocol import ACCOUNTS, NOTE, OFF, ORACLE_WAYS, RAISED, REFUSE

# Without it, attaching an AWS managed policy to a role fails.
_MANAGED_POLICIES = "MOTO_IAM_LOAD_MANAGED_POLICIES"


def main() -> None:
    """Serve on a loopback port and print the address, until interrupted.

    With `--until-stdin-closes`, also end when the process that started this one is gone,
    however it went: its end of the pipe closes with it.
    """
    parser = argparse.ArgumentParser(prog="python -m tfdr.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--until-stdin-closes", action="store_true")
    parser.add_argument("--snapshots", type=Path, help="folder for snapshots")
    parser.add_argument("--plain", action="store_true", help="moto alone, with no extension")
    parser.add_argument("--oracles", choices=ORACLE_WAYS, default=REFUSE)
    parser.add_argument("--account", choices=ACCOUNTS, default=RAISED, help="whose quotas hold")
    options = parser.parse_args()

    os.environ.setdefault(_MANAGED_POLICIES, "true")
    if not options.plain:
        install()
        _show_simulated_time()
        chance.set(0)
    if options.snapshots:
        snapshots.have_folder(options.snapshots)
    quotas.be(options.account)
    application: Wsgi = DomainDispatcherApplication(_create_app)
    if options.oracles != OFF:
        application = with_oracles(application, ORACLES, refuses=options.oracles != NOTE)
    server = make_server(
        "127.0.0.1",
        options.port,
        with_callers(with_backdoor(_as_aws(application), {**QUESTIONS, "deliveries": look})),
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


def _as_aws(application: Any) -> Any:
    """Put before moto what AWS does with a request before it answers."""
    return with_outages(with_replay(application), operation_of)


def _create_app(service: Any) -> Any:
    """Make the application of a service, once it is asked: by chance that nobody misses."""
    with chance.untouched():
        return create_backend_app(service)


def _show_simulated_time() -> None:
    """Have all code of this process see the simulated clock, moto's among it."""
    traveller = time_machine.travel(simulation.time, tick=False).start()
    simulation.show = traveller.move_to


def _exit_when_stdin_closes() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
