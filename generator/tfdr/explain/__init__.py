"""`tfdr explain`: the reasoning behind what is accepted and refused."""

from tfdr.explain.command import run
from tfdr.explain.options import ExplainOptions

__all__ = ["ExplainOptions", "run"]
