"""What the README says came out of each scenario, with places for the numbers.

`{variant.measure}` is a mean, `{a>b.measure}` the difference of b less a with its interval; `%` after it is for
percent.
"""

from __future__ import annotations

WORDS: dict[str, str] = {}
