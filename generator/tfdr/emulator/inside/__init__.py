"""What runs in the process of the emulated AWS, and would run without anybody's request.

Knows moto's memory, and nothing of `tfdr.emulator.extensions`: those teach moto to do by request
what is done here.
"""
