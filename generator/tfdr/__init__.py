"""tfdr: Terraform for disaster recovery."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tfdr")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
