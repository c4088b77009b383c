"""What `tfdr check` is asked to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What to check, and how.

    Attributes:
        directory: that of the Terraform files, as it was named.
        no_terraform: whether to leave out the layers that run Terraform.
        controls: whether to compare what the answers ask for with the code.
        is_strict: whether a control of which something is unknown counts as one that fails.
        plugin_dir: directory of Terraform providers.
        select: rules that count, by ids or how they begin, several in one by commas; empty for all.
        ignore: rules that do not.
        severity: the least that is reported and counts; None for what files of settings say.
        profile: `recovery`, or `all` to judge security and style too; None for what
            fits the directory.
        is_full: whether the report shows all places of each finding.
        report: a file to write the result to as a page of HTML; None for none.
        baseline: a report whose findings do not count; None for none.
        var_file: `.tfvars` files whose values count.
        format: text, json, sarif or github.
    """

    directory: str
    no_terraform: bool = False
    controls: bool = False
    is_strict: bool = False
    plugin_dir: str | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    severity: str | None = None
    profile: str | None = None
    var_file: Sequence[str] = ()
    format: str = "text"
    is_full: bool = False
    baseline: str | None = None
    report: str | None = None
