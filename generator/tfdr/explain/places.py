"""Where the answers come from that are explained."""

from pathlib import Path

from tfdr.explain.options import ExplainOptions
from tfdr.questionnaire import presets
from tfdr.questionnaire.answers import Given, from_file, from_flags
from tfdr.rendering.recorded import read


def places(options: ExplainOptions, root: Path) -> list[Given]:
    """Return the answers that were given, the strongest first.

    Args:
        options: what was asked.
        root: of the template.
    """
    found = [from_flags(options.data)]
    if options.file:
        path = Path(options.file)
        found.append(read(path).given if path.is_dir() else from_file(path))
    if options.preset:
        found.append(from_file(presets.find(root, options.preset), starting_point=True))
    return found
