"""How each control is seen in evaluated code: one function for each, named like it.

A function gives a verdict about every resource that the control is about: those are the addresses
that controls.json has to list.
"""
