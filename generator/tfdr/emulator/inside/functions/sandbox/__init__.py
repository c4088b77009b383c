"""What a function finds in its process: the clock, the chance and the network of the emulated AWS.

Nothing of this is in the function's package, and its code need not know of it.
"""
