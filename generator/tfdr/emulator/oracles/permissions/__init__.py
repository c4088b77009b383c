"""Permissions: a function calls in the name of its role, and is denied what that may not do."""
