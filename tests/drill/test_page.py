"""The page of a drill: one file that tells the story to somebody who sees nothing else."""

import re
from dataclasses import replace

from tfdr.drill import page

from tests.drill.test_drill import drilled
from tests.drill.test_recovery import reached


def test_it_tells_whether_it_survived_and_what_was_reached() -> None:
    text = page.text(replace(drilled(holds=True), recoveries=[reached()]))
    assert '<p class="verdict good">Survived: the one check held.</p>' in text
    assert "<strong>dr served after 3.7 min</strong> of the 15.0 min" in text
    assert "The copy was 1.2 s behind, of the 60.0 s" in text
    assert '<td>database promotion</td><td class="n">5 min</td><td class="n">66.0 s</td>' in text


def test_what_is_broken_comes_first() -> None:
    text = page.text(drilled(holds=False))
    assert '<p class="verdict bad">Broken: 1 of 1 check did not hold.</p>' in text
    assert "broken: [&#39;primary&#39;, &#39;dr&#39;]" in text
    assert text.index("broken: [&#39;") < text.index("<details>")


def test_it_needs_no_other_file() -> None:
    assert not re.search(r"<script|(src|href)=|url\(|@import", page.text(drilled(holds=True)))
