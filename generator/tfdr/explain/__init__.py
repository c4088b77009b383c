"""`tfdr explain`: the reasoning behind what is accepted and refused."""

from tfdr.explain.command import run

__all__ = ["run"]
