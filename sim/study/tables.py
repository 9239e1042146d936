"""What follows from replications, as frames: every value, means and differences with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.demand.controls import expected
from sim.inference.control import controlled
from sim.inference.intervals import difference, exact_intervals
from sim.inference.quantiles import quantile_interval
from sim.inference.several import holm, p_value
from sim.measures import Key
from sim.spec import Spec
from sim.study.question import Question, known_measures
from sim.study.replication import Replication
from sim.study.sequential import HALL
from sim.tape import Floats

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

TOLD = ("mean", "low", "high", "n")
"""What is told of a mean or a difference, beside its unit."""


def values(question: Question, played: Sequence[Replication]) -> pd.DataFrame:
    """Every value of every replication, a row each: a column at a time, since there may be millions of rows."""
    parts = []
    for variant in question.composed.specs:
        names, table = _names(played, variant), _table(played, variant)
        row, place = np.nonzero(~np.isnan(table))
        numbers = np.array([replication.number for replication in played])
        columns = {name: column.take(place) for name, column in names.items()}
        parts.append(
            pd.DataFrame({"variant": variant, "replication": numbers[row], **columns, "value": table[row, place]})
        )
    return pd.concat(parts, ignore_index=True)


def _names(played: Sequence[Replication], variant: str) -> dict[str, ExtensionArray]:
    """What the values of a hall are of, by field of their keys: as text that pandas need not look at again."""
    columns = zip(*played[0].keys[variant], strict=True)
    return {name: pd.array(column, dtype="str") for name, column in zip(Key._fields, columns, strict=True)}


def _table(played: Sequence[Replication], variant: str) -> Floats:
    """(replications, keys) The values of a hall."""
    return np.stack([replication.values[variant] for replication in played])


def summary(question: Question, played: Sequence[Replication]) -> pd.DataFrame:
    """Mean and interval of every measure in every level of every hall, in the order in which `values` has them."""
    units, parts = _units(question), []
    for variant in question.composed.specs:
        table = _table(played, variant)
        there = ~np.isnan(table)
        known = np.flatnonzero(there.any(axis=0))
        known = known[np.argsort(there.argmax(axis=0)[known], kind="stable")]
        columns = {name: column.take(known) for name, column in _names(played, variant).items()}
        told = exact_intervals(table[:, known], question.first)
        unit = [units[name] for name in columns["measure"]]
        parts.append(pd.DataFrame({"variant": variant, **columns, **told, "unit": unit}))
    return pd.concat(parts, ignore_index=True)


def differences(question: Question, played: Sequence[Replication]) -> pd.DataFrame:
    """Each pair of halls that is compared, the later less the earlier, in the measures that are, over the whole hall.

    `p` is the paired t-test's p-value as it counts among all of these differences (Holm 1979).
    """
    values, units, rows, chances = _by_hall(question, played), _units(question), [], []
    for measure in question.measures:
        for a, b in question.pairs:
            if (a, measure) in values and (b, measure) in values:
                one, other = values[a, measure], values[b, measure]
                paired = difference(one, other, question.statements, question.first)
                rows.append((measure, a, b, *astuple(paired), units[measure]))
                chances.append(p_value(other - one, question.first))
    table = pd.DataFrame(rows, columns=["measure", "a", "b", *TOLD, "unit"])
    table.insert(len(table.columns) - 1, "p", holm(chances))
    return table


def quantiles(question: Question, played: Sequence[Replication]) -> pd.DataFrame | None:
    """Below which value of each measure that is compared so many replications stay, by hall; None if not asked."""
    if not question.quantiles:
        return None
    hall, units, rows = _by_hall(question, played), _units(question), []
    for measure in question.measures:
        for variant in question.composed.specs:
            for share in question.quantiles if (variant, measure) in hall else ():
                told = quantile_interval(hall[variant, measure], share)
                rows.append((measure, variant, share, *astuple(told), units[measure]))
    return pd.DataFrame(rows, columns=["measure", "variant", "share", "value", "low", "high", "n", "unit"])


def controls(question: Question, played: Sequence[Replication]) -> pd.DataFrame | None:
    """Means, and differences of all pairs that are compared, with control variates; None if not asked."""
    if not question.controls:
        return None
    hall, units, rows = _by_hall(question, played), _units(question), []
    known = {name: expected(spec) for name, spec in question.composed.specs.items()}
    drawn = {name: np.stack([one.controls[name] for one in played]) for name in known}
    for measure in question.measures:
        for a, b in [*(("", name) for name in known), *question.pairs]:
            if not all((name, measure) in hall for name in (a, b) if name):
                continue
            values, seen, mean = hall[b, measure], drawn[b], known[b]
            if a:
                # Halls whose people differ have controls of their own.
                values = values - hall[a, measure]
                if not np.array_equal(drawn[a], seen):
                    seen, mean = np.hstack((seen, drawn[a])), np.concatenate((mean, known[a]))
            told = controlled(values, seen, mean)
            rows.append((measure, a, b, *astuple(told.controlled), told.saved, units[measure]))
    return pd.DataFrame(rows, columns=["measure", "a", "b", *TOLD, "saved", "unit"])


def _by_hall(question: Question, played: Sequence[Replication]) -> dict[tuple[str, str], Floats]:
    """By variant and measure of the whole hall its value in each replication; those left out that have none in any."""
    found = {}
    for variant in question.composed.specs:
        table = _table(played, variant)
        for place, (measure, *of) in enumerate(played[0].keys[variant]):
            if tuple(of) == HALL and not np.isnan(table[:, place]).all():
                found[variant, measure] = table[:, place]
    return found


def _units(question: Question) -> dict[str, str]:
    return {name: measure.unit.en for name, measure in known_measures(question.composed.specs).items()}


def catalogue(specs: Mapping[str, Spec]) -> pd.DataFrame:
    """The definition of every measure of these halls, in both languages, a row each."""
    rows = []
    for name, found in known_measures(specs).items():
        texts = {"label": found.label, "unit": found.unit, "clock": found.clock, "definition": found.definition}
        words = {f"{text}_{lang}": words for text, label in texts.items() for lang, words in label.model_dump().items()}
        rows.append({"measure": name, **words, "by": " ".join(found.by)})
    return pd.DataFrame(rows)
