"""What is outside of the emulated account: zones above its own, and people who confirm mails.

All is as it should be unless somebody says otherwise, and it is remembered like what is inside.
"""

from tfdr.emulator.inside.memory import keep

_undelegated: dict[str, bool] = keep("undelegated zones", {})
_unconfirmed: dict[str, bool] = keep("unconfirmed addresses", {})


def delegate(zone: str, *, delegated: bool) -> None:
    """Enter a hosted zone in its parent zone, or take it out there."""
    _note(_undelegated, zone.rstrip("."), holds=not delegated)


def sees(name: str) -> bool:
    """Say whether the world sees a name: no zone above it lacks its delegation."""
    return not any(f".{name.rstrip('.')}".endswith(f".{zone}") for zone in _undelegated)


def confirm(address: str, *, confirmed: bool) -> None:
    """Confirm what an address is subscribed to, or let that be undone."""
    _note(_unconfirmed, address, holds=not confirmed)


def confirms(address: str) -> bool:
    """Say whether what an address is subscribed to is confirmed."""
    return address not in _unconfirmed


def _note(things: dict[str, bool], name: str, *, holds: bool) -> None:
    if holds:
        things[name] = True
    else:
        things.pop(name, None)
