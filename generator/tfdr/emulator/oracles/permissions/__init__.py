"""Permissions: a function calls in the name of its role, and is denied what that may not do."""

from tfdr.emulator.oracles.permissions.oracle import Permissions

__all__ = ["Permissions"]
