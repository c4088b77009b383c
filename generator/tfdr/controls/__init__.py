"""Compliance controls: what a repository says it holds, and whether it does."""

from tfdr.controls.command import ControlsOptions, run

__all__ = ["ControlsOptions", "run"]
