"""What a study found, as pandas frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Results:
    """A study's answer: what was asked, what every replication gave, and what follows from it."""

    manifest: dict[str, Any]
    """What was asked and how: `scenario`, `question` and `note` ({en, zh}), `seed`, `replications`, `engine`,
    `parity` ({variant: the replication that both engines played}, null if that was not wanted),
    `measures` (names compared in the table), `variants` ({name: {label, overrides, spec}}, the spec resolved, as
    plain data), versions, command, times, and, once written, the sha256 of each file."""
    replications: pd.DataFrame
    """A row a value: variant, replication, measure, by, level, value. `by` is the dimension (hall, department,
    matter, group, clerk, priority, half_hour, ...), `level` the name within it (`all` for the hall)."""
    summary: pd.DataFrame
    """variant, measure, by, level, mean, low, high (95 % interval of the mean over replications), n, unit."""
    differences: pd.DataFrame
    """measure, a, b, mean, low, high (of b less a, paired by replication; simultaneous 95 % intervals), n, p (of the
    paired t-test, as it counts among all differences: Holm 1979), unit."""
    quantiles: pd.DataFrame | None = None
    """measure, variant, share, value, low, high (of the quantile over replications, 95 % interval), n, unit; None where
    none were asked for."""
    controls: pd.DataFrame | None = None
    """measure, a, b, mean, low, high, n, saved, unit: means of b, or of b less a where that is named, by regression on
    control variates, with the share of the variance that these save; None where they were not asked for."""

    def more(self) -> dict[str, pd.DataFrame]:
        """The frames that not every study has, by name."""
        asked = {"quantiles": self.quantiles, "controls": self.controls}
        return {name: table for name, table in asked.items() if table is not None}
