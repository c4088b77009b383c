"""An emulated AWS on this machine: moto, taught what the generated repositories need of it.

Needs the extra `tfdr[drill]`. Nothing here is ever part of what is generated: the
repository under test runs as it is, in a copy that has the emulator's override beside it.
"""
