"""`tfdr drill`: a generated repository on an emulated AWS loses a region, and gets it back.

Needs the extra `tfdr[drill]`. What an emulation cannot show is said in every report.
"""

from tfdr.drill.command import DrillOptions, run

__all__ = ["DrillOptions", "run"]
