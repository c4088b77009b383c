"""`tfdr drill`: a generated repository on an emulated AWS, a region that goes away, and the way back.

Needs the extra `tfdr[drill]`. What an emulation cannot show is said in every report.
"""
