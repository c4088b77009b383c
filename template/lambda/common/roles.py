"""Roles of regions: primary, dr, dr2, ..., in the order of takeover."""


def in_order_of_takeover(regions):
    """Sort regions by their role: JSON from Terraform is in the order of the alphabet."""
    return {role: regions[role] for role in sorted(regions, key=_place)}


def _place(role):
    return 0 if role == "primary" else int(role.removeprefix("dr") or 1)
