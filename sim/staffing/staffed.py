"""Staff a hall: windows by half-hour, or shifts and people, with what is known of cheaper plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec.staffing import OnDays
from sim.staffing import frames
from sim.staffing.alternatives import Alternative, asks_of
from sim.staffing.asked import REPLICATIONS, WEEKS, Asked, Kind, asked
from sim.staffing.beside import FOUND, Rival, side_by_side, with_rival
from sim.staffing.contracts import Assigned
from sim.staffing.costing import COSTS, costs
from sim.staffing.dayplans import Tell
from sim.staffing.halls import Plan, Roles
from sim.staffing.jointly import Jointly
from sim.staffing.manifests import manifest_of
from sim.staffing.master import solver_module
from sim.staffing.planning import Planner
from sim.staffing.plans import Key, Planned
from sim.staffing.playing import halls, held_together
from sim.staffing.rostering import Rostered, clashing, plan_of, rostered_week, trimmed
from sim.staffing.weeks import Week
from sim.study.engines import AUTO
from sim.study.question import DEFAULT, ask
from sim.study.runner import Progress


@dataclass(frozen=True, eq=False)
class Staffed(Reported):
    """A hall staffed. Weekdays are mon to sun, half-hours "HH:MM", hours paid hours, money the spec's currency."""

    windows: pd.DataFrame
    """group, weekday, half_hour, tickets (a day), load (Erlang), what rules of thumb (sipp, lagged_sipp, mol) and
    iterative staffing (isa) have covered, need (windows that the plan needs), windows (that it opens), today, value
    (share that waits too long, or mean wait in minutes) with its 95 % interval low and high, mean_wait (min)."""
    shifts: pd.DataFrame
    """group, weekday, shift, kind, start, end, breaks, paid_hours (of one clerk), clerks."""
    roster: pd.DataFrame
    """clerk, group, contract, the name of the shift by weekday (empty: off), hours of the week."""
    wishes: pd.DataFrame
    """clerk, wish (day_off, shift, avoid), of (the day or kind of shift), days, must, granted."""
    clashes: pd.DataFrame
    """group, rule, who, which: where there is no roster, rules that cannot all be kept, of `need` with the half-hour
    that needs most windows and who is on leave (away), of `people` with their number (which); sure: whether the others
    could be kept without it, which the time may be too short to know."""
    certificates: pd.DataFrame
    """group, weekday (or week), kind (exact; statistical: bound and plan are each certain with the confidence that the
    manifest has; bounded: the bound is; heuristic: of the pool as sampled; joint: no bound is known; cover, of a week:
    of people for the windows needed), paid hours, lower (no plan pays less), gap, status, iterations, cuts, seconds."""
    costs: pd.DataFrame
    """plan (found, sipp, lagged_sipp, mol, isa, sipp_equal: Erlang C at equal service; today), hours and money a week,
    the half-hour or day that is worst for its target (value, low, high, group or line, weekday, half_hour), mean_wait
    of people at the groups staffed, kept (`untried`: an interrupt came before), part."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        from sim.report.roster_tables import tables
        from sim.report.rosters import headline

        found = self.manifest, self.tables(), lang
        return Told(headline(*found), tables(*found))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figures into `folder`."""
        from sim.report.figures.rosters import draw

        return draw(self.manifest, self.tables(), folder, lang)

    def take_away(self, folder: Path, lang: Lang) -> None:
        """Write the plan as a scenario, and the roster for Excel and for calendars."""
        from sim.staffing.exports import export

        export(self.manifest, self.tables(), folder, lang)


def staff(scenario: str | Path = DEFAULT, overrides: Sequence[str] = (), **how: Any) -> Staffed:
    """Find the fewest windows by half-hour of a variant that keep the service; see `roster` for what may be given."""
    return _answer("staff", scenario, overrides, **how)


def roster(scenario: str | Path = DEFAULT, overrides: Sequence[str] = (), **how: Any) -> Staffed:
    """Find the cheapest shifts of a variant that keep the service, and who works them.

    What may be given by name: `variant` (the first where left out); `roles` (`all`, or the `windows` only, where the
    scenario names no groups: all by half-hours, windows by shifts unless said); `weekday` (whether `each` has a plan,
    or all have one that is kept on the `worst`, or on their `average`); `replications` and `weeks` (how many of
    each are played at a time), `seconds` and `gap` (after which, or at which, each search ends; of many each has less
    than 30 s where nothing is said), `seed`, `engine`,
    `parity`, `jobs`, `out` (a folder), `lang`, `progress`, and `tell`, which is told how the searches go.

    An interrupt ends the search with the plan that there is, and the manifest says so (`interrupted`).

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`.
    """
    return _answer("roster", scenario, overrides, **how)


def _answer(
    kind: Kind,
    scenario: str | Path,
    overrides: Sequence[str],
    *,
    variant: str | None = None,
    roles: Roles | None = None,
    replications: int = REPLICATIONS,
    weeks: int = WEEKS,
    seconds: float | None = None,
    gap: float = 0.0,
    weekday: OnDays | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> Staffed:
    question = ask(scenario, overrides, seed=seed, engine=engine, parity=parity)
    place = None if out is None else check_place(Path(out))
    what = asked(
        question,
        kind,
        variant,
        roles=roles,
        replications=replications,
        weeks=weeks,
        seconds=seconds,
        gap=gap,
        weekday=weekday,
        engine=engine,
    )
    answer = answered(what, jobs=jobs, progress=progress, tell=tell)
    if place is not None:
        answer.keep(place, lang)
    return answer


def answered(what: Asked, *, jobs: int = 1, progress: Progress | None = None, tell: Tell | None = None) -> Staffed:
    """The answer to what is asked."""
    solver_module()
    say: Tell = tell or (lambda word, facts: None)
    people = what.kind == "roster" and bool(what.staffing.contracts)
    if people and (early := clashing(what, what.seconds)):
        return _clashed(what, early)
    with halls(what.question, what.groups, jobs, progress) as at_work:
        planner = (Jointly if what.jointly else Planner)(what, at_work, say)
        planned, rival = with_rival(planner, planner.plan(), say)
        week: Rostered | None = None
        if people and not rival.left:
            say("people", {})
            try:
                week = rostered_week(
                    planner, planned, lambda g, h, b: say("week", {"group": g, "hours": h, "bound": b})
                )
            except KeyboardInterrupt:
                planned = replace(planned, interrupted=True)
        return _made(planner, planned, week, rival, say)


def _made(planner: Planner, planned: Planned, week: Rostered | None, rival: Rival, say: Tell) -> Staffed:
    """The answer, once all has been found: plans side by side on days that none was chosen by.

    After an interrupt nothing more is played, and of how the plan serves nothing is said.
    """
    what = planner.asked
    has_roster = week is not None and week.spec is not None
    spec = week.spec if week is not None and week.spec is not None else planned.spec
    plan = _plan(planner, planned, week) if what.kind == "roster" else {}
    opened = {(g, day): frames.on_duty(spec, g, day, cells) for g in what.groups for day, cells in what.cells.items()}
    mine = {key: tuple(counts) for key, counts in opened.items()}
    found = Alternative(FOUND, _hours(planner, planned, plan), spec, windows=mine)
    broken_off = planned.interrupted or (week is not None and week.interrupted)
    plans, played, left = (
        ([found], {}, True) if broken_off or rival.left else side_by_side(planner, planned, found, rival.equal, say)
    )
    tried = played.get(FOUND) or {name: [] for name in (*what.lines, *what.groups)}
    assigned = week.assigned if week is not None else {}
    weeks = week.weeks if week is not None else {}
    needs = _needs(planner, planned, broken_off or left)
    needs |= {(g, day): week.need[day] for g, week in weeks.items() for day in what.cells} if has_roster else {}
    missed = week.missed if week is not None and has_roster else planned.missed
    checked = 0 if left else held_together(what.question, spec)
    kinds = {key: _kind(planner, planned, key, people=bool(weeks)) for key in planned.solved}
    demand = {key: (planner.days_of_demand(key), asks_of(planner, key)) for key in planned.solved}
    manifest = manifest_of(what, spec, planned, missed, checked, broken_off)
    return Staffed(
        manifest
        | {
            "interrupted": left,
            "played": max(map(len, tried.values()), default=0),
            "certificate": planner.certificates.facts,
            "convex": None if what.jointly else planned.convex,
        },
        frames.windows(what, demand, opened, needs, tried),
        frames.shifts(what, plan),
        frames.roster(what, weeks, assigned),
        frames.wishes(weeks, assigned),
        frames.clashes(weeks, assigned),
        frames.certificates(planned, assigned, kinds),
        costs(planner, plans, played or {FOUND: tried}),
    )


def _needs(planner: Planner, planned: Planned, broken_off: bool) -> dict[Key, tuple[int, ...]]:
    """Windows that are needed, by group and weekday; after an interrupt all that are open, as nothing more is asked."""
    if broken_off:
        return {key: one.windows for key, one in planned.solved.items()}
    firsts = {key: trimmed(planner, planned, key) for key in planner.firsts()}
    return {key: firsts[key[0], planner.asked.together(key[1])[0]] for key in planned.solved}


def _kind(planner: Planner, planned: Planned, key: Key, *, people: bool) -> str:
    """What the certificate of a group and weekday is; the plan that was confirmed is not the one that people work."""
    what = planner.asked
    if what.jointly:
        return "joint"
    if what.plain:
        return "exact" if planned.rounds == 1 else "heuristic"
    kind = planner.certificates.kind(key, planned.solved[key].solution)
    return "bounded" if people and kind == "statistical" else kind


def _plan(planner: Planner, planned: Planned, week: Rostered | None) -> Plan:
    """By group and weekday the clerks on each shift: of people where there are any, else of the days' plans."""
    plan: dict[str, Any] = {group: dict(by_day) for group, by_day in planner.shifts(planned.solved).items()}
    if week is not None and week.spec is not None:
        plan |= plan_of(week.assigned)
    return plan


def _hours(planner: Planner, planned: Planned, plan: Plan) -> dict[str, float]:
    """Paid hours a week, by group."""
    what = planner.asked
    if what.kind == "staff":
        return {
            group: sum(one.solution.cost for (of, _), one in planned.solved.items() if of == group)
            for group in what.groups
        }
    return {
        group: sum(what.duties[group][name].paid * n for counts in plan[group].values() for name, n in counts.items())
        for group in what.groups
    }


def _clashed(what: Asked, found: Mapping[str, tuple[Week, Assigned]]) -> Staffed:
    """The answer where contracts, leave and wishes clash, whatever windows are needed."""
    weeks = {group: week for group, (week, _) in found.items()}
    assigned = {group: one for group, (_, one) in found.items()}
    empty = {
        "windows": frames.WINDOWS,
        "shifts": frames.SHIFTS,
        "certificates": frames.CERTIFICATES,
        "costs": COSTS,
    }
    none = {name: pd.DataFrame(columns=list(columns)) for name, columns in empty.items()}
    return Staffed(
        manifest_of(what, None, None, {}, 0),
        none["windows"],
        none["shifts"],
        frames.roster(what, {}, {}),
        frames.wishes({}, {}),
        frames.clashes(weeks, assigned),
        none["certificates"],
        none["costs"],
    )
