"""Compliance controls: what a repository says it holds, and whether it does."""

from generator.controls.command import run

__all__ = ["run"]
