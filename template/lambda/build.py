"""Packs each function, with what it shares with others, into the zip file beside it.

Same code, same bytes.

python lambda/build.py            write the zip files
python lambda/build.py --check    fail when one is not what its code gives
"""

import ast
import io
import sys
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
HERE = Path(__file__).parent
COMMON = HERE / "common"  # modules that functions share


def package(function: Path) -> bytes:
    """Return the zip file of a function: its modules, without tests, in order of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for module in sorted(modules(function), key=lambda path: path.name):
            entry = zipfile.ZipInfo(module.name, EPOCH)
            entry.create_system = 3  # Unix, wherever this runs: Lambda obeys the file mode
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, module.read_bytes())
    return buffer.getvalue()


def modules(function: Path) -> list[Path]:
    """Return a function's own modules, and the shared ones that they import."""
    found = [
        path
        for path in function.glob("*.py")
        if not path.name.startswith("test_") and path.name != "conftest.py"
    ]
    for module in found:  # which grows meanwhile
        for name in imported(module):
            shared = COMMON / f"{name}.py"
            if shared.exists() and shared not in found:
                found.append(shared)
    return found


def imported(module: Path) -> set[str]:
    """Return the names of the modules that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def main() -> int:
    """Write every package or, with --check, name those that are not what their code gives."""
    stale = []
    functions = [path for path in HERE.iterdir() if path != COMMON and any(path.glob("[!_]*.py"))]
    for function in sorted(functions):
        target = function.with_suffix(".zip")
        content = package(function)
        if "--check" not in sys.argv[1:]:
            target.write_bytes(content)
        elif not target.exists() or target.read_bytes() != content:
            stale.append(target.name)
    if stale:
        print(
            f"Not what the code gives: {', '.join(stale)}. Run: python lambda/build.py",
            file=sys.stderr,
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
