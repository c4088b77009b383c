"""Compliance controls: what a repository says it holds, and whether it does."""

import argparse

from tfdr.errors import ExitCode


def run(args: argparse.Namespace) -> ExitCode:
    """List the controls of a generated repository, or export them."""
    from tfdr.controls import command  # `tfdr check` needs parts of this package

    return command.run(args)
