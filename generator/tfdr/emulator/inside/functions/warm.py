"""Begins the process from which functions are forked, see `forking`.

A lock that was made before threads take turns never would: that comes before all other imports.
"""

from importlib import import_module

from tfdr.emulator.inside.functions.sandbox import threads

if __name__ == "__main__":
    threads.install()
    import_module("tfdr.emulator.inside.functions.forking").main()
