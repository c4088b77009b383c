"""`tfdr check`: layer after layer, from what is written to what Terraform says of it."""

import argparse

from tfdr.errors import ExitCode


def run(args: argparse.Namespace) -> ExitCode:
    """Check a directory of Terraform and report."""
    from tfdr.check import command  # rules need parts of this package, and not all of it

    return command.run(args)
