#!/usr/bin/env bash
# Generates the trading platform into a folder, checks it, and says what to do next.
set -euo pipefail

demo=$1
export PATH="$PWD/.venv/bin:$PATH"

step() {
  printf '\n$ %s\n' "$*"
  "$@"
}

# The answers file is touched last when a demo is made: what is newer has been changed since.
edited() {
  find "$demo" -newer "$demo/.copier-answers.yml" \
    -not -type d -not -path '*/.terraform/*' -not -name .terraform.lock.hcl | sort
}

if [[ -e $demo ]]; then
  if [[ ! -f $demo/.copier-answers.yml ]]; then
    echo "$demo is there and was not generated: move it away, or make demo DEMO=other-name" >&2
    exit 2
  fi
  if [[ -n $(edited) ]]; then
    echo "$demo has changed since it was generated:" >&2
    edited | awk 'NR <= 5 { print "  " $0 } END { if (NR > 5) print "  and " NR - 5 " more" }' >&2
    echo "Move it away to keep it, remove it, or make demo DEMO=other-name" >&2
    exit 2
  fi
  rm -rf "$demo"
fi

step tfdr new "$demo" --preset trading-platform --defaults
touch "$demo/.copier-answers.yml"
status=0
step tfdr check "$demo" || status=$?

if ((status)); then
  printf '\nGenerated, but the check did not pass whole: see above.\n'
fi
printf '\nThis was the demo: two regions, %d Terraform files. What now:\n' \
  "$(find "$demo" -name '*.tf' | wc -l)"
printf '  %-30s %s\n' \
  "less $demo/README.md" "what was generated, with a diagram" \
  "source .venv/bin/activate" "put tfdr on the PATH" \
  "tfdr presets" "what there is to start from" \
  "tfdr new my-system" "answer the questions for a system of your own"
exit "$status"
