"""All measures in one table, and the values of all of them for one trace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.measures import behind, citizens, crowds, journeys, outcomes, quality, staff, waits
from sim.measures.cuts import Ratio, together
from sim.measures.figures import Figures
from sim.measures.hall import hall_of
from sim.measures.kinds import DIMENSIONS, MONEY, MONEY_PER_CASE, Measure
from sim.measures.kpis import KpiView
from sim.measures.view import View
from sim.plan import Plan
from sim.spec import Label, Spec, Targets
from sim.tape import Floats
from sim.trace import Trace
from sim.trace.tally import Tally

_ALL = (
    waits.mean_wait,
    waits.median_wait,
    waits.p90_wait,
    waits.p95_wait,
    waits.max_wait,
    waits.mean_wait_all,
    waits.mean_wait_less_closures,
    waits.mean_wait_from_door,
    waits.mean_wait_per_case,
    *(waits.share_wait_over(limit) for limit in Targets().wait_limits),
    waits.abandonment,
    waits.abandonment_in_silence,
    waits.mean_service,
    waits.tickets,
    outcomes.cases,
    outcomes.share_done,
    outcomes.share_unfinished,
    outcomes.share_gave_up,
    outcomes.share_balked,
    outcomes.share_sent_home,
    outcomes.share_too_late,
    outcomes.share_turned_back,
    outcomes.share_lapsed,
    outcomes.share_no_show,
    outcomes.sessions_per_case,
    outcomes.mean_time_in_hall,
    outcomes.p90_time_in_hall,
    journeys.visits,
    journeys.visits_per_case,
    journeys.share_one_visit,
    journeys.share_at_once,
    journeys.mean_days_to_result,
    journeys.p90_days_to_result,
    journeys.mean_open_days_to_result,
    journeys.mean_time_per_visit,
    journeys.share_returns,
    journeys.returns_papers,
    journeys.returns_error,
    journeys.returns_gave_up,
    journeys.returns_closing,
    journeys.returns_result,
    journeys.returns_collect,
    citizens.travel_per_case,
    citizens.citizen_minutes,
    citizens.share_within_15_min,
    citizens.satisfaction,
    citizens.fairness_matters,
    citizens.fairness_classes,
    citizens.wait_ratio_matters,
    citizens.wait_ratio_classes,
    behind.mean_issue_wait,
    behind.mean_issue_time,
    behind.mean_awaiting,
    behind.mean_backlog,
    behind.final_backlog,
    behind.mean_review_wait,
    behind.mean_review_time,
    quality.turned_back_at_first,
    quality.turned_back_at_guidance,
    quality.share_mended_by_guidance,
    quality.papers_per_case,
    quality.papers_cut_short,
    quality.errors_per_case,
    quality.share_wrong_tickets,
    quality.share_machine_failed,
    quality.share_help_solved,
    crowds.mean_waiting,
    crowds.peak_waiting,
    crowds.mean_displayed,
    crowds.peak_displayed,
    crowds.mean_in_hall,
    crowds.peak_in_hall,
    staff.utilisation,
    staff.busiest_over_idlest,
    staff.waiting_per_window,
    staff.windows_open,
    staff.clerks_on_duty,
    staff.clerk_hours,
    staff.overtime_hours,
    staff.cost,
    staff.cost_per_case,
    citizens.citizen_cost_per_case,
    citizens.total_cost_per_case,
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
"""Every measure by name, with the shares over the default wait limits; `measures_of` has those of a spec, too."""


class Record(NamedTuple):
    """One value: of a measure, in one level of one dimension, for one replication."""

    measure: str
    by: str
    level: str
    value: float


class Key(NamedTuple):
    """What a value is of: a measure, in one level of one dimension."""

    measure: str
    by: str
    level: str


def measures_of(spec: Spec) -> dict[str, Measure]:
    """Every measure by name: also the shares over the wait limits of `spec`, and money in its currency."""
    return dict(_measures(tuple(spec.targets.wait_limits), spec.costs.currency))


# Asked for in every replication of every hall, and alike in nearly all of them.
@lru_cache(maxsize=64)
def _measures(limits: tuple[float, ...], currency: str) -> dict[str, Measure]:
    shares = {share.name: share for share in map(waits.share_wait_over, limits)}
    table: dict[str, Measure] = {}
    for name, measure in MEASURES.items():
        if name == "abandonment":  # the shares stand together
            table |= {other: share for other, share in shares.items() if other not in MEASURES}
        table[name] = replace(measure, unit=_unit(measure.unit, currency))
    return table


def measure(record: Trace | Tally, spec: Spec, names: Collection[str] | None = None) -> list[Record]:
    """The values of all measures of `spec`, or of those named, over all their dimensions; all days played together.

    What does not exist has no record, so that no value is ever not a number: the mean wait in a half-hour without a
    ticket, say. What counts is 0 in such a level and always has its record, at night and on shut days too, so that
    means over replications are right: after closing, somebody may still be there in one of them and nobody in another.
    Of a tally, the key figures; quantiles of waits are then a little too high: see `sim.trace.tally`.
    Raises `KeyError` for a name that is no measure of `spec`.
    """
    known = keys(record.plan, spec, names, key_figures=isinstance(record, Tally))
    found = values(record, spec, names)
    return [Record(*known[place], float(found[place])) for place in np.flatnonzero(~np.isnan(found))]


def keys(
    plan: Plan,
    spec: Spec,
    names: Collection[str] | None = None,
    *,
    key_figures: bool = False,
    over: Collection[str] = tuple(DIMENSIONS),
) -> list[Key]:
    """What the values of all measures of `spec`, or of those named, are of, whether they exist or not.

    Where they are of a tally, of `key_figures` alone; of the dimensions `over`. Raises `KeyError` as `measure`.
    """
    levels, chosen = hall_of(plan, spec).names, _chosen(spec, names, over, key_figures=key_figures)
    return [Key(one.name, by, level) for one, dimensions in chosen for by in dimensions for level in levels[by]]


def values(
    record: Trace | Tally,
    spec: Spec,
    names: Collection[str] | None = None,
    *,
    over: Collection[str] = tuple(DIMENSIONS),
) -> Floats:
    """(keys) The values that `measure` gives, in the order of `keys`; not a number where there is none.

    Of a tally, those of the key figures; of the dimensions `over`. Raises `KeyError` as `measure`.
    """
    several = len(over) > 1
    view = KpiView(record, spec, several=several) if isinstance(record, Tally) else View(record, spec, several=several)
    return values_of(view, names, over=over)


def values_of(
    view: Figures, names: Collection[str] | None = None, *, over: Collection[str] = tuple(DIMENSIONS)
) -> Floats:
    """(keys) The values as `values` gives them, of what is looked at already: some measures after others."""
    few = {by: len(view.names(by)) for by in PARTS if len(view.names(by)) < 2}
    found: list[Ratio | Floats] = []
    for one, dimensions in _chosen(view.spec, names, over, key_figures=isinstance(view, KpiView)):
        whole: Ratio | Floats | None = None
        for by in dimensions:
            if by in few and whole is not None:
                # There is nothing of the kind, or all is of one.
                found.append(whole.first(few[by]) if isinstance(whole, Ratio) else whole[: few[by]])
                continue
            found.append(one.function(view, by))
            whole = found[-1] if by == "hall" else whole
    return together(found)


PARTS = ("matter", "priority", "site")
"""Dimensions of which everything is in one level or another, so that one alone is the whole hall."""


def _chosen(
    spec: Spec, names: Collection[str] | None, over: Collection[str], *, key_figures: bool
) -> tuple[tuple[Measure, tuple[str, ...]], ...]:
    """The measures that are told, each with its dimensions, of those `over`."""
    asked = None if names is None else tuple(names)
    limits, currency = tuple(spec.targets.wait_limits), spec.costs.currency
    return _known(limits, currency, asked, tuple(over), key_figures=key_figures)


@lru_cache(maxsize=64)
def _known(
    limits: tuple[float, ...],
    currency: str,
    names: tuple[str, ...] | None,
    over: tuple[str, ...],
    *,
    key_figures: bool,
) -> tuple[tuple[Measure, tuple[str, ...]], ...]:
    table = _measures(limits, currency)
    chosen = table.values() if names is None else [table[name] for name in names]
    return tuple((one, tuple(by for by in (one.kpis if key_figures else one.by) if by in over)) for one in chosen)


def _unit(unit: Label, money: str) -> Label:
    if unit not in (MONEY, MONEY_PER_CASE):
        return unit
    yuan = "元" if money == "CNY" else money
    return Label(en=unit.en.replace("currency", money), zh=unit.zh.replace("货币单位", yuan))
