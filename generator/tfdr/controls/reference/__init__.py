"""What the recorded answers come to when they are rendered anew, and how the code differs from it.

A control is judged twice: by what it asks for, which `checks` know, and by this comparison. The
first says what is wrong in words of the control. The second leaves nothing out: whatever a control
rests on and is not as it was generated is weaker, or it is named as something that nobody judged.
"""

from tfdr.controls.reference.bodies import differences
from tfdr.controls.reference.difference import Difference
from tfdr.controls.reference.rendered import Reference, opened

__all__ = ["Difference", "Reference", "differences", "opened"]
