"""Packs each function into the zip file beside it: same code, same bytes.

python lambda/build.py            write the zip files
python lambda/build.py --check    fail when one is not what its code gives
"""

import io
import sys
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
HERE = Path(__file__).parent


def package(function: Path) -> bytes:
    """Return the zip file of a function: its modules, without tests, in order of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for module in sorted(function.glob("*.py")):
            if not module.name.startswith("test_"):
                entry = zipfile.ZipInfo(module.name, EPOCH)
                entry.create_system = 3  # Unix, wherever this runs: Lambda obeys the file mode
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, module.read_bytes())
    return buffer.getvalue()


def main() -> int:
    """Write every package or, with --check, name those that are not what their code gives."""
    stale = []
    for function in sorted(path for path in HERE.iterdir() if any(path.glob("[!_]*.py"))):
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
