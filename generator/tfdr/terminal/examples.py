"""Examples that `--help` shows, by command: each is a whole line, and tests parse every one."""

from typing import Final

PROGRAM: Final = (
    "tfdr new my-system",
    "tfdr check my-system",
    "tfdr drill my-system",
    "tfdr COMMAND --help",
)

COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "new": (
        "tfdr new my-system",
        "tfdr new my-system --preset healthcare",
        "tfdr new my-system --answers answers.yml --defaults",
        "tfdr new my-system --preset healthcare --data rto_minutes=30 --dry-run",
    ),
    "presets": (
        "tfdr presets",
        "tfdr presets healthcare",
    ),
    "explain": (
        "tfdr explain objectives --preset healthcare",
        "tfdr explain objectives my-system --data rto_minutes=20",
        "tfdr explain account my-system",
        "tfdr explain DAT05A",
    ),
    "rules": (
        "tfdr rules",
        "tfdr rules --format json",
    ),
    "check": (
        "tfdr check my-system",
        "tfdr check . --no-terraform --format sarif",
        "tfdr check . --select SEC --ignore SEC02",
    ),
    "controls": (
        "tfdr controls my-system",
        "tfdr controls my-system --format oscal",
    ),
    "inventory": ("tfdr inventory my-system",),
    "diff": (
        "tfdr diff my-system",
        "tfdr diff my-system --stat",
    ),
    "update": (
        "tfdr update my-system",
        "tfdr update my-system --data rto_minutes=20",
    ),
    "drill": (
        "tfdr drill my-system",
        "tfdr drill my-system --scenario all --report evidence",
    ),
    "doctor": (
        "tfdr doctor",
        "tfdr doctor --format json",
    ),
    "completion": (
        "tfdr completion bash > ~/.local/share/bash-completion/completions/tfdr",
        "tfdr completion zsh > ~/.zsh/completions/_tfdr",
    ),
}
