"""Repositories with one control removed or broken, and who notices."""
