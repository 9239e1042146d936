"""Where halls tie: the value of a key at which a variant and the base do equally well, on common tapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.report.text import Lang
from sim.results import check_place
from sim.results.answers import Answer, keep
from sim.spec import suggest
from sim.study.keys import range_of
from sim.study.plays import Measured, theatre
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask
from sim.study.replication import AUTO
from sim.study.runner import Progress
from sim.study.search import GRID, STEPS, Played, Search, Where

TOLERANCE = 1e-3
"""Parts of the range to which a tie and the ends of its interval are found."""
TIES = ("variant", "finding", "value", "below", "above", "low", "high")


@dataclass(frozen=True, eq=False)
class Breakeven(Answer):
    """Where the other variants tie with the base."""

    ties: pd.DataFrame
    """A row a tie, or a variant without one: variant, finding, value, below, above, low, high. The finding is `tie`;
    or that the measure of the variant is `lower`, `higher` or `equal` to that of the base wherever it was looked. Of a
    whole number the tie lies between the neighbours `below` and `above`, and `value` is missing unless they tie at it.
    `low` and `high` are the ends of the 95 % interval, missing where it is open: where it goes on beyond the range."""
    curve: pd.DataFrame
    """variant, value, mean, low, high (of the variant less the base, with its 95 % t-interval, paired by replication),
    n: all values that were played."""


def breakeven(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    over: str,
    measure: str = "mean_wait",
    start: float | None = None,
    end: float | None = None,
    base: str | None = None,
    within: Where = "others",
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Breakeven:
    """Find the values of the key `over` at which a measure of each other variant is that of the `base`.

    The key is changed from `start` to `end` (half and one and a half of its value where left out) in the other
    variants, or `within` all of them. The tie is the root of the mean paired difference (Brent 1973, Algorithms for
    Minimization without Derivatives, ch. 4). Its interval is all values at which the paired t-test does not reject
    equality at 5 %, that is, the test inverted (Casella and Berger 2002, Statistical Inference, 9.2.1); it ends where
    a limit of the difference's 95 % interval is 0.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`.
    """
    question = ask(scenario, overrides, replications=replications, seed=seed, engine=engine, measures=[measure])
    place = None if out is None else check_place(Path(out))
    answer = tied(question, over, start, end, base=base, within=within, jobs=jobs, progress=progress)
    if place is not None:
        keep(answer, place, partial(draw, answer, lang=lang))
    return answer


def draw(answer: Breakeven, folder: Path, lang: Lang) -> object:
    """Draw the figure of an answer. Late: drawing is imported only by who wants it."""
    from sim.report.figures.ties import draw

    return draw(answer.manifest, answer.ties, answer.curve, folder, lang)


def tied(
    question: Question,
    over: str,
    start: float | None = None,
    end: float | None = None,
    *,
    base: str | None = None,
    within: Where = "others",
    jobs: int = 1,
    progress: Progress | None = None,
) -> Breakeven:
    """The answer of `breakeven` to a question with one measure."""
    first = base_of(question, base)
    others = {name: spec for name, spec in question.composed.specs.items() if name != first}
    if not others:
        raise InputError(Fault("the scenario has one variant only", "give it another to tie with", "variants"))
    found, left_out = range_of(question.composed, over, list(others), start, end, TOLERANCE)
    (measure,) = question.measures
    ties: list[tuple[Any, ...]] = []
    curves, played = [], Played()
    with theatre(question, Measured((measure,)), jobs, progress) as stage:
        for number, name in enumerate(n for n in others if n not in left_out):
            more = (len(others) - len(left_out) - number - 1) * (GRID + 2 * STEPS) * question.replications
            search = Search(question, stage, played, found, first, name, within, more)
            ties += [(name, *row) for row in search.ties()]
            curves.append(search.curve().assign(variant=name))
    manifest = {
        **head(question, [measure], question.composed.specs),
        "base": first,
        "key": over,
        "within": within,
        "from": found.start,
        "to": found.end,
        "whole": found.whole,
        "tolerance": found.tolerance,
        "now": {name: found.now.get(name) for name in others},
        "left_out": list(left_out),
    }
    curve = pd.concat(curves, ignore_index=True)[["variant", "value", "mean", "low", "high", "n"]]
    return Breakeven(manifest, pd.DataFrame(ties, columns=list(TIES)), curve)


def base_of(question: Question, base: str | None) -> str:
    """The variant that the others are held against. Raises `InputError` for a name that is none."""
    names = list(question.composed.specs)
    if base is not None and base not in names:
        raise InputError(Fault(f"there is no variant {base!r}", suggest(base, names), "base"))
    return base or names[0]
