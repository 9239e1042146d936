"""Tidal windows (潮汐窗口): at what queue should reviewers come forward, and is a rule better than a timetable?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.inference.intervals import difference, interval
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import DAY, Spec, clock, suggest
from sim.spec.fields import HALF_HOUR
from sim.staffing.tidal_look import Look, Seen
from sim.staffing.timetable import at_work, by_timetable, tidal_groups, whole_clerks, with_rule, without_tides
from sim.study.engines import AUTO
from sim.study.plays import Measured, theatre
from sim.study.provenance import head
from sim.study.question import Question, ask
from sim.study.runner import Progress
from sim.study.selecting import wished
from sim.tape import Floats

DEFAULT = "tidal_windows"
"""The scenario that is meant where none is named."""
OPEN, CLOSE = (5, 10, 20, 30), (0, 5, 10)
"""Thresholds that are tried where none are named."""
NONE, RULE, TIMETABLE = "none", "rule", "timetable"
"""Kinds of halls: nobody comes forward; by a rule; by the clock, with as many clerk-hours as the rule took."""
HALVES = round(DAY / HALF_HOUR)
Rule = tuple[int, int]
"""Windows open when more than so many wait, and shut when fewer than so many do."""
Hall = tuple[str, int, int]
"""Its kind, and the rule that it has or stands against; of none -1 and -1."""
STILL: Hall = (NONE, -1, -1)


@dataclass(frozen=True, eq=False)
class Tides(Reported):
    """What the rules do, against no tidal windows and against a timetable of as many clerk-hours."""

    halls: pd.DataFrame
    """kind (none, rule, timetable), open_over, close_under, hours (clerk-hours of reviewers at windows a day), measure,
    mean, low, high, n: each measure with its 95 % t-interval."""
    differences: pd.DataFrame
    """open_over, close_under, against (none, timetable), measure, mean, low, high, n: of the hall with the rule less
    the other, paired by replication. Of each measure all intervals hold together at 95 % (Bonferroni)."""
    timetables: pd.DataFrame
    """open_over, close_under, group, half_hour, clerks: who stands at windows by the clock in the hall that a rule is
    held against."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        from sim.report.tidal import headline, tables

        asked = self.manifest, self.halls, self.differences, lang
        return Told(headline(*asked), tables(*asked))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`."""
        from sim.report.figures.tidal import draw

        return draw(self.manifest, self.halls, folder, lang)


def tidal(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    variant: str | None = None,
    open_over: Sequence[int] = OPEN,
    close_under: Sequence[int] = CLOSE,
    measures: Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Tides:
    """Try thresholds of tidal windows, each against a fixed roster that takes as many clerk-hours from the back office.

    The variant is the first with tidal windows where none is named. Each rule (open over n, close under m, m at most n)
    is given to all its tidal groups; for each the same reviewers then come forward by the clock: in each half-hour as
    many as the rule had there on average, in whole clerks, with the same sum (Hamilton's method). All halls are visited
    by the same people. `measures` are those compared, the first of them decides which rule is called the best; where
    none are named, those of the scenario.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`.
    """
    question = ask(
        scenario,
        overrides,
        replications=replications,
        seed=seed,
        engine=engine,
        measures=measures,
        parity=parity,
    )
    place = None if out is None else check_place(Path(out))
    answer = tried(question, variant, open_over, close_under, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


def rules_of(open_over: Sequence[int], close_under: Sequence[int]) -> list[Rule]:
    """The rules to try. Raises `InputError` for thresholds below 0, or where none goes with another."""
    for name, given in (("open", open_over), ("close", close_under)):
        if not given or min(given) < 0:
            raise InputError(Fault("thresholds are whole numbers from 0 on", f"write --{name} 5,10,20", name))
    # Windows that shut under a number above that at which they open would do both for the same queue.
    found = [(n, m) for n in sorted(set(open_over)) for m in sorted(set(close_under)) if m <= n]
    if not found:
        mend = "let windows close under fewer than they open over"
        raise InputError(
            Fault(f"no window shuts under {min(close_under)} that opens over {max(open_over)}", mend, "close")
        )
    return found


def variant_of(question: Question, variant: str | None) -> str:
    """The variant whose tidal windows are tried. Raises `InputError` for one that has none."""
    specs = question.composed.specs
    have = [name for name, spec in specs.items() if tidal_groups(spec)]
    if variant is None and have:
        return have[0]
    if variant is not None and variant not in specs:
        raise InputError(Fault(f"there is no variant {variant!r}", suggest(variant, list(specs)), "variant"))
    if variant not in have:
        whose = "no variant has" if variant is None else f"the variant {variant!r} has no"
        mend = f"name one that has: {', '.join(have)}" if have else "give a group of the back office a `tidal:` block"
        raise InputError(Fault(f"{whose} tidal windows", mend, "staff.groups"))
    return variant


def tried(
    question: Question,
    variant: str | None = None,
    open_over: Sequence[int] = OPEN,
    close_under: Sequence[int] = CLOSE,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Tides:
    """The answer of `tidal` to a question."""
    name, rules = variant_of(question, variant), rules_of(open_over, close_under)
    spec = question.composed.specs[name]
    most = np.array([at_work(spec, group) for group in tidal_groups(spec)])
    with theatre(question, Look(Measured(question.measures)), jobs, progress) as stage:
        halls: dict[Hall, Spec] = {STILL: without_tides(spec)}
        halls |= {(RULE, *rule): with_rule(spec, *rule) for rule in rules}
        seen = stage.play(halls, more=len(rules) * question.replications)
        posts = {rule: _posts([one.forward for one in seen[RULE, *rule]], most) for rule in rules}
        fixed = {(TIMETABLE, *rule): by_timetable(spec, _by_group(spec, posts[rule])) for rule in rules}
        seen |= stage.play(fixed)
    order = [STILL, *((kind, *rule) for rule in rules for kind in (RULE, TIMETABLE))]
    hours = {hall: [one.forward.sum() / 2.0 for one in seen[hall]] for hall in order}
    for rule in rules:
        hours[TIMETABLE, *rule] = [float(posts[rule].sum()) / 2.0] * question.replications
    manifest = {
        **head(question, question.measures, {name: spec}, stage.checked),
        "variant": name,
        "rules": [list(rule) for rule in rules],
        "highest": wished(question, question.measures[0]) == "highest",
        "groups": {group: spec.staff.groups[group].label.model_dump() for group in tidal_groups(spec)},
    }
    return Tides(
        manifest,
        pd.DataFrame(_halls(question.measures, order, hours, seen), columns=list(HALLS)),
        pd.DataFrame(_differences(question.measures, rules, seen), columns=list(DIFFERENCES)),
        pd.DataFrame(_timetables(spec, posts), columns=list(TIMETABLES)),
    )


HALLS = ("kind", "open_over", "close_under", "hours", "measure", "mean", "low", "high", "n")
DIFFERENCES = ("open_over", "close_under", "against", "measure", "mean", "low", "high", "n")
TIMETABLES = ("open_over", "close_under", "group", "half_hour", "clerks")


def _posts(forward: Sequence[Floats], most: Any) -> Any:
    """(tidal groups, half-hours) Whole clerks at windows by the clock."""
    mean = np.mean(forward, axis=0)
    return np.array([whole_clerks(row, limit) for row, limit in zip(mean, most, strict=True)])


def _by_group(spec: Spec, posts: Any) -> dict[str, Any]:
    return dict(zip(tidal_groups(spec), posts, strict=True))


def _halls(
    measures: Sequence[str],
    order: Sequence[Hall],
    hours: Mapping[Hall, Sequence[float]],
    seen: Mapping[Hall, Sequence[Seen]],
) -> Iterator[tuple[Any, ...]]:
    for hall in order:
        for measure in measures:
            found = interval([one.values[measure] for one in seen[hall]])
            yield *hall, float(np.mean(hours[hall])), measure, *astuple(found)


def _differences(
    measures: Sequence[str], rules: Sequence[Rule], seen: Mapping[Hall, Sequence[Seen]]
) -> Iterator[tuple[Any, ...]]:
    for rule in rules:
        for against, other in ((NONE, STILL), (TIMETABLE, (TIMETABLE, *rule))):
            for measure in measures:
                a, b = ([one.values[measure] for one in seen[hall]] for hall in (other, (RULE, *rule)))
                yield *rule, against, measure, *astuple(difference(a, b, 2 * len(rules)))


def _timetables(spec: Spec, posts: Mapping[Rule, Any]) -> Iterator[tuple[Any, ...]]:
    for rule, table in posts.items():
        for group, counts in _by_group(spec, table).items():
            for slot in np.flatnonzero(counts):
                yield *rule, group, clock(slot * HALF_HOUR), int(counts[slot])
