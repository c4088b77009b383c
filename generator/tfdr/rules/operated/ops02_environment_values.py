"""OPS02: each environment has its own .tfvars file, suffix and state."""

from collections.abc import Iterator

from tfdr import hcl
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge_all, judge_place

RULE = Rule(severity=ERROR, of_root=True, is_recovery=False)

_SUFFIXES = ("suffix", "environment_suffix", "name_suffix", "environment", "env", "stage")
_PATTERNS = ("*.tfvars", "environments/*.tfvars", "environments/*/*.tfvars", "envs/*.tfvars")


def check(system: System) -> Iterator[Verdict]:
    """The files of values of a workload that has a variable for its environment."""
    declared = {
        block.labels[0]: block for block in system.root.source.of_kind("variable") if block.labels
    }
    name = next((each for each in _SUFFIXES if each in declared), None)
    if name is None or not system.is_workload:
        return
    paths = sorted({path for pattern in _PATTERNS for path in system.directory.glob(pattern)})
    if not paths:
        given = declared[name].expression("default") is not None
        message = f"no .tfvars says what var.{name} is: nobody can tell the environments"
        yield judge_all(system, given, message)
    yield from _apart([(path, name) for path in paths])
    files = [each for each in system.backends() if each.file.suffix == ".tfbackend"]
    valued = {path.name.partition(".")[0] for path in paths}
    for each in files if paths else ():
        name_ = each.file.name.partition(".")[0]
        message = f"there is no {name_}.tfvars beside it: nobody can say what that environment is"
        yield judge_place(name_ in valued, name_, each.file, each.line, message)
    yield from _apart([(each.file, "key") for each in files])


def _apart(wanted: "list[tuple[object, str]]") -> Iterator[Verdict]:
    """A verdict for each file that says something: it is not what another one says."""
    seen: dict[str, str] = {}
    for path, name in wanted:
        try:
            attributes = hcl.read_file(path).attributes  # type: ignore[arg-type]
        except (hcl.ParseError, OSError):
            continue
        attribute = attributes.get(name)
        if attribute is None:
            continue
        value = attribute.expression.value
        file = attribute.expression.source.path
        if not isinstance(value, str):
            unknown = (f"{name} in {file.name}",)
            yield judge_place(None, name, file, attribute.line, "", unknown=unknown)
            continue
        other = seen.setdefault(value, file.name)
        message = f'{name} is "{value}" in {other} too'
        yield judge_place(other == file.name, name, file, attribute.line, message)
