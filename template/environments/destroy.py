"""Takes an environment down: a production one without its evidence, an ephemeral one as a whole.

python environments/destroy.py staging           asks for the name, then destroys
python environments/destroy.py staging --yes     asks nothing

Where `deletion_protection` is on in the environment's tfvars, log groups, the trail with its
buckets, the buckets of access logs and of transaction logs, and every key stay in the account, and
so does the bucket of the state. Without it, nothing stays. It needs Terraform, the credentials of
an apply, and the state of bootstrap/. Started again, it goes on where it stopped.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ATTEMPTS = 3
"""AWS gives some things back late, such as network interfaces of functions."""

EVIDENCE = re.compile(
    r"^module\.trail\.(?!.*aws_cloudwatch_(metric_alarm|log_metric_filter)\.)"
    r"|^module\.\w+\.module\.(transaction_)?logs\."
    r"|(^|\.)aws_(cloudwatch_log_group|kms_key|kms_alias)\."
)
ABOUT_EVIDENCE = ("module.trail.", "module.audit_alarms.")
PART = re.compile(r"module\.\w+\.module\.\w+|module\.\w+\.\w+\.\w+|\w+\.\w+")
READ = re.compile(r"(^|\.)data\.")
OIDC = "module.pipeline[0].aws_iam_openid_connect_provider.github[0]"


class Failed(Exception):
    """A command of Terraform that did not succeed."""


def main(given: Sequence[str] | None = None) -> int:
    """Say what goes and what stays, ask, destroy, and say how long it took."""
    options = _options(given)
    name = options.environment
    keeps = is_protected(name)
    print(announced(name, keeps), flush=True)
    if not options.yes and input(f"Type {name} to destroy it: ").strip() != name:
        print("Nothing was destroyed.")
        return 1
    began = time.monotonic()
    try:
        select(name)
        kept = let_go(name) if keeps else []
        destroy(name)
        if not keeps:
            destroy_bootstrap(name)
    except Failed as error:
        print(f"\n{error}\nMend it, and give the same command again.", file=sys.stderr)
        return 1
    print(f"\n{name} is destroyed, after {(time.monotonic() - began) / 60:.0f} minutes.")
    for each in kept:
        print(f"kept: {each}")
    return 0


def announced(name: str, keeps: bool) -> str:
    """Return what is to happen, and how long it takes."""
    what = (
        "It is protected: its data goes. Log groups, the trail, buckets of access logs and of\n"
        "transaction logs, keys and the bucket of the state stay in the account."
        if keeps
        else "It is not protected: data, logs and the bucket of the state go, too."
    )
    return (
        f"{name} is to be destroyed. {what}\n"
        "This usually takes 30 to 60 minutes: a database 10 to 20 in each region, and network\n"
        "interfaces of functions up to 40, which AWS gives back late."
    )


def is_protected(name: str) -> bool:
    """Say whether an environment's settings protect it."""
    text = (ROOT / f"environments/{name}.tfvars").read_text(encoding="utf-8")
    return re.search(r"(?m)^deletion_protection\s*=\s*true\b", text) is not None


def select(name: str) -> None:
    """Initialize the root with the state of the environment, whichever it had before."""
    ask("-chdir=bootstrap", "workspace", "select", name)
    bucket = ask("-chdir=bootstrap", "output", "-raw", "state_bucket").strip()
    backend = f"-backend-config=environments/{name}.s3.tfbackend"
    ask("init", "-input=false", "-reconfigure", backend, f"-backend-config=bucket={bucket}")


def let_go(name: str) -> list[str]:
    """Take protection off, and the evidence out of the state; return its addresses."""
    there = [each for each in ask("state", "list").splitlines() if not READ.search(each)]
    evidence = [each for each in there if EVIDENCE.search(each)]
    if evidence:
        # What stays keeps what protects it.
        goes = [each for each in there if not EVIDENCE.search(each)]
        rest = [each for each in goes if not each.startswith(ABOUT_EVIDENCE)]
        parts = sorted({found[0] for each in rest if (found := PART.match(each))})
        run("apply", *settings(name), *(f"-target={each}" for each in parts))
        ask("state", "rm", *evidence)
    return evidence


def destroy(name: str) -> None:
    """Destroy what the state has; once more where AWS was late."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            run("destroy", *settings(name))
            return
        except Failed:
            if attempt == ATTEMPTS:
                raise
            print("\nSomething was not given back yet: once more.", flush=True)


def destroy_bootstrap(name: str) -> None:
    """Destroy what bootstrap made: the bucket of the state, and roles of a pipeline."""
    given = [f"-var=suffix={name}", "-var=deletion_protection=false"]
    made = ask("-chdir=bootstrap", "state", "list").splitlines()
    if any("module.pipeline" in each for each in made) and (OIDC not in made or has_others(name)):
        # The account's other environments sign in by the same identity provider.
        given.append("-var=create_oidc_provider=false")
        if OIDC in made:
            ask("-chdir=bootstrap", "state", "rm", OIDC)
    run("-chdir=bootstrap", "apply", *given)
    run("-chdir=bootstrap", "destroy", *given)


def has_others(name: str) -> bool:
    """Say whether bootstrap made something for another environment."""
    states = (ROOT / "bootstrap/terraform.tfstate.d").glob("*/terraform.tfstate")
    return any(
        json.loads(each.read_text(encoding="utf-8"))["resources"]
        for each in states
        if each.parent.name != name
    )


def settings(name: str) -> list[str]:
    """Return how Terraform is told the settings of an environment that is not protected."""
    return [f"-var-file=environments/{name}.tfvars", "-var=deletion_protection=false"]


def run(*arguments: str) -> None:
    """Change something with Terraform, and show what it says.

    Raises:
        Failed: it did not succeed.
    """
    command = ["terraform", *arguments, "-auto-approve"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Failed(f"terraform {arguments[0]} failed.")


def ask(*arguments: str) -> str:
    """Run Terraform and return what it prints.

    Raises:
        Failed: it did not succeed.
    """
    done = subprocess.run(
        ["terraform", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"terraform {' '.join(arguments[:3])} failed.\n{done.stderr.strip()}")
    return done.stdout


def _options(given: Sequence[str] | None) -> argparse.Namespace:
    known = sorted(each.stem for each in (ROOT / "environments").glob("*.tfvars"))
    parser = argparse.ArgumentParser(description="Take an environment down.")
    parser.add_argument("environment", choices=known, help="which one")
    parser.add_argument("--yes", action="store_true", help="do not ask for the name")
    options = parser.parse_args(given)
    if not options.yes and not sys.stdin.isatty():
        parser.error("it asks for the name on a terminal; elsewhere, add --yes")
    return options


if __name__ == "__main__":
    sys.exit(main())
