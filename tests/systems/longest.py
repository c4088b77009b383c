"""The answers of a preset, made as long as they can be."""

from typing import Any

import yaml

from tests.support import ROOT
from tests.template.conftest import SCENARIOS

# Together they have every type of resource that any preset has, which tests/systems/test_longest.py
# holds them to.
PRESETS = ("financial-services", "payment-processing", "three-regions", "transaction-processing")


def longest_answers(preset: str) -> dict[str, Any]:
    """Return the answers to change in a preset so that every name is as long as it gets."""
    text = (ROOT / "presets" / f"{preset}.yml").read_text(encoding="utf-8")
    given = yaml.safe_load(text)
    longest = SCENARIOS["longest-names"]
    catalogue = (ROOT / "generator/tfdr/catalogue/regions.yml").read_text(encoding="utf-8")
    codes = sorted(yaml.safe_load(catalogue)["regions"], key=len, reverse=True)
    regions = [code for code in codes if code != longest["primary_region"]]
    answers = {
        name: longest[name] for name in ("project_name", "primary_region", "environments")
    } | {"dr_regions": regions[: len(given["dr_regions"])]}
    if "domain_name" in given:
        answers |= {"domain_name": longest["domain_name"]}
        if "hosted_zone_name" in given:
            answers |= {"hosted_zone_name": longest["domain_name"]}
    return answers
