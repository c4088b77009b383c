"""What code says about AWS: one reader of each fact, which rules and controls share.

A module is named by the field: what a role may do is in `roles`, whether a subnet is public in
`networks`. It answers with a `Truth`, and judges nothing. Rules and controls import from here, and
nothing here imports from them.
"""
