"""Where halls tie: the value of a key at which a variant and the base do equally well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config import changed
from sim.errors import Fault, InputError
from sim.report import levers
from sim.report.answers import Reported, Told
from sim.report.text import Lang, label
from sim.report.ties import PEOPLE, pairs, reservations
from sim.results import check_place
from sim.spec import suggest
from sim.study.engines import AUTO
from sim.study.keys import Range, range_of
from sim.study.plays import Measured, theatre
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask
from sim.study.replication import people
from sim.study.runner import Progress, Step
from sim.study.search import GRID, STEPS, Played, Search, Where

TOLERANCE = 1e-3
"""Parts of the range to which a tie and the ends of its interval are found."""
TIES = ("variant", "finding", "value", "below", "above", "low", "high")


@dataclass(frozen=True)
class Searching(Step):
    """How far a search has come, and what is held against what."""

    base: str
    people: Mapping[str, str]
    """By variant that is held against the base, one of PEOPLE."""


@dataclass(frozen=True, eq=False)
class Breakeven(Reported):
    """Where the other variants tie with the base."""

    ties: pd.DataFrame
    """A row a tie, or a variant without one: variant, finding, value, below, above, low, high.

    The finding is `tie`; or `lower` or `higher`: the measure of the variant differs so from that of the base, by the
    paired t-test, at every value played that has one; `undecided`: the mean difference has one sign, but the test does
    not reject a tie at some of them; `equal`: no difference wherever it was looked; `missing`: no value anywhere;
    `gap`: the sign changes between `below` and `above`, at values of the key where the measure has none.

    Of a whole number the tie lies between the neighbours `below` and `above`, and `value` is missing unless they tie at
    it. `low` and `high` are the ends of the 95 % interval: of whole numbers the last that are not rejected, or `below`
    and `above` where both are. They are missing where it is open: where it goes on beyond the range, or ends among
    values that have none."""
    curve: pd.DataFrame
    """variant, value, mean, low, high (of the variant less the base, with its 95 % t-interval, paired by replication),
    n: all values that were played."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        m = self.manifest
        head = levers.ties_headline(m, self.ties, self.curve, lang)
        (table,) = levers.ties_tables(m, self.ties, self.curve, lang)
        labels = {name: label(found, lang) for name, found in m["variants"].items()}
        notes = [*table.notes, pairs(m["people"], m["base"], labels, lang)]
        said = [head, *reservations(m, self.ties, self.curve, labels, lang)]
        return Told("\n".join(said), [replace(table, notes=notes)])

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`."""
        from sim.report.figures.ties import draw

        return draw(self.manifest, self.ties, self.curve, folder, lang)


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
    parity: bool = True,
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
    a limit of the difference's 95 % interval is 0. Pairs are of one replication; whether they are of the same people is
    in the manifest, under `people`.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`.
    """
    question = ask(
        scenario, overrides, replications=replications, seed=seed, engine=engine, measures=[measure], parity=parity
    )
    place = None if out is None else check_place(Path(out))
    answer = tied(question, over, start, end, base=base, within=within, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


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
    searched = [name for name in others if name not in left_out]
    come = who_comes(question, found, first, searched, within)

    def tell(step: Step) -> None:
        if progress is not None:
            progress(Searching(**vars(step), base=first, people=come))

    ties: list[tuple[Any, ...]] = []
    curves, played = [], Played()
    with theatre(question, Measured((measure,)), jobs, tell) as stage:
        for number, name in enumerate(searched):
            more = (len(searched) - number - 1) * (GRID + 2 * STEPS) * question.replications
            search = Search(question, stage, played, found, first, name, within, more)
            ties += [(name, *row) for row in search.ties()]
            curves.append(search.curve().assign(variant=name))
    manifest = {
        **head(question, [measure], question.composed.specs, stage.checked),
        "base": first,
        "key": over,
        "within": within,
        "from": found.start,
        "to": found.end,
        "whole": found.whole,
        "tolerance": found.tolerance,
        "now": {name: found.now.get(name) for name in others},
        "left_out": list(left_out),
        "people": come,
    }
    curve = pd.concat(curves, ignore_index=True)[["variant", "value", "mean", "low", "high", "n"]]
    return Breakeven(manifest, pd.DataFrame(ties, columns=list(TIES)), curve)


def who_comes(question: Question, over: Range, base: str, variants: Sequence[str], within: Where) -> dict[str, str]:
    """Of each variant one of PEOPLE: the one furthest from the same people, at the ends of the range of the key.

    Raises `InputError` where the base is to be changed, too, and has no such key.
    """
    here = [base, *variants] if within == "all" else variants
    found = dict.fromkeys(variants, 0)
    for changes in changed(question.composed, [over.override(value) for value in (over.start, over.end)], here):
        specs = {base: question.composed.specs[base]}
        for name, spec in changes.items():
            if isinstance(spec, InputError):
                raise spec
            specs[name] = spec
        who = people(specs)
        for name in variants:
            apart = [who[name][what] != who[base][what] for what in ("volume", "tape")]
            found[name] = max(found[name], 2 if apart[1] else int(apart[0]))
    return {name: PEOPLE[apart] for name, apart in found.items()}


def base_of(question: Question, base: str | None) -> str:
    """The variant that the others are held against. Raises `InputError` for a name that is none."""
    names = list(question.composed.specs)
    if base is not None and base not in names:
        raise InputError(Fault(f"there is no variant {base!r}", suggest(base, names), "base"))
    return base or names[0]
