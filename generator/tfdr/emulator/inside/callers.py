"""Whose turn a request is: a task's, such as a function that runs, or somebody's outside.

A task says by a header which one it is. What its request takes is told by the answer, and waited
for by the function in its own process. In whose name it calls, `credentials` knows.
"""

from collections.abc import Callable, Iterable
from typing import Any

from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import NOW, TAKES, TASK

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CALL_SECONDS = 0.02
"""What a request of a function takes: a figure to tell an order by, and no measurement."""

_HEADER = f"HTTP_{TASK.upper().replace('-', '_')}"


def own_headers() -> dict[str, str]:
    """Return what a request of the emulator itself needs to be one of the current task."""
    task = simulation.current
    return {} if task is None else {TASK: task.id}


def with_callers(application: _Wsgi) -> _Wsgi:
    """Wrap a WSGI application so that requests of tasks are made in their turn."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        task = simulation.find(environ.get(_HEADER, ""))
        if task is None:
            return application(environ, start_response)

        def start(status: str, sent: list[tuple[str, str]], *rest: Any) -> Any:
            taken = [] if any(name == TAKES for name, _ in sent) else [(TAKES, str(CALL_SECONDS))]
            now = (NOW, repr(simulation.now))
            return start_response(status, [*sent, now, *taken], *rest)

        with simulation.acting_for(task):
            return application(environ, start)

    return serve
