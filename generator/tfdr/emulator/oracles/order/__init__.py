"""Order: what has to be there before AWS makes something of it.

Terraform makes what nothing refers to in any order, so a prerequisite that no reference says holds
by luck, or not at all. Each prerequisite is a function in the module of its subject, registered by
being there, see `prerequisites`: its docstring is what has to hold.
"""
