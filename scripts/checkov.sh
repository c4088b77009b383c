#!/usr/bin/env bash
# Installs checkov, in the version that generated pipelines install. It pins what others need newer, so
# it gets an environment of its own.
set -euo pipefail

folder=$1
wanted=$(grep -o 'checkov==[0-9.]*' template/.github/workflows/check.yml.jinja)

printf 'Installing %s into %s, about 100 MB.\n' "$wanted" "$folder" >&2
"${PYTHON:-python3}" -m venv --clear "$folder"
"$folder/bin/python" -m pip --disable-pip-version-check install --quiet "$wanted" >&2
touch "$folder/.complete"
