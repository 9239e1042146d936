"""Looks at all that baselines are of, tier by tier."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.check import counting, kpis, lacking, plans, tapes
from sim.check.columns import DRAWN, SUMMED
from sim.check.equivalence import LOOKS, Weeks
from sim.check.folder import Baselines, Figures, People
from sim.check.found import KPIS, PLANS, TAPES, Item, Report, traced
from sim.check.halls import Hall
from sim.check.raw import streams
from sim.check.specs import lines, lines_of
from sim.check.work import Counted, CountTask, HallTask, PlanTask, Played, Summed, TapeTask, Task
from sim.study.runner import Progress, Step
from sim.study.workers import Workers


class Look:
    """What was seen of plans, tapes and halls."""

    def __init__(
        self, workers: Workers[Task, tuple[str, int, Any]], tiers: tuple[str, ...], progress: Progress
    ) -> None:
        self.workers, self.tiers, self.progress = workers, tiers, progress
        self.halls: Mapping[str, Hall] = {}
        self.played: dict[str, Played] = {}
        self.summed: dict[str, Summed] = {}
        self.counted: dict[str, Counted] = {}
        self.values: dict[str, dict[int, dict[str, float]]] = {}
        """By hall and replication the value of each measure."""
        self._done = self._total = 0

    def at(self, old: Baselines, halls: Mapping[str, Hall]) -> Report:
        """Look at everything, and hold it against the baselines."""
        self.halls, drawn = halls, streams()
        same = not old.streams or drawn == old.streams
        self._do(self._tasks(old, same))
        items: list[Item] = []
        if PLANS in self.tiers:
            items += plans.held(old.plans, self.played)
        if TAPES in self.tiers:
            items += tapes.held(old.people, self._people(), self.summed, same)
        if halls:
            tier = KPIS if KPIS in self.tiers else TAPES
            items += [replace(item, tier=tier) for item in kpis.configured(old.specs, self._specs())]
        if KPIS in self.tiers:
            items += self._figures_held(old, same)
            items += counting.held(old.counted, self.counted, halls, items, same)
        items = [*lacking.held(old, self.tiers), *lacking.told(items, old)]
        notes = (
            ()
            if same
            else (("other_streams", {"names": ", ".join(k for k in drawn if drawn[k] != old.streams.get(k))}),)
        )
        return traced(Report(tuple(items), self.tiers, same, notes))

    def _tasks(self, old: Baselines, same_streams: bool) -> list[Task]:
        tasks: list[Task] = []
        if PLANS in self.tiers:
            tasks += [PlanTask(name, content) for name, content in old.frozen.items()]
        if TAPES in self.tiers:
            tasks += self._draws(old, list(tapes.who_comes(self.halls)), DRAWN if same_streams else SUMMED)
        if KPIS in self.tiers:
            tasks += self._plays(list(self.halls), range(kpis.EXACT if same_streams else kpis.PLAYED))
            tasks += [
                CountTask(name, self.halls[name].played, self.halls[name].seed, counting.REPLICATION)
                for together in tapes.who_comes(self.halls).values()
                for name in together
            ]
        return tasks

    def _draws(self, old: Baselines, names: Sequence[str], replications: int) -> list[Task]:
        """The people of these halls, and of all that are visited by the same."""
        together = tapes.who_comes(self.halls)
        found = {name: tapes.before(old.people, together[name]) for name in names}
        halls = self.halls
        return [TapeTask(name, halls[name].played, halls[name].seed, replications, found[name]) for name in names]

    def _plays(self, names: Sequence[str], replications: Sequence[int]) -> list[Task]:
        """The halls in these replications; those with the same people follow one another."""
        together = [[name for name in halls if name in names] for halls in tapes.who_comes(self.halls).values()]
        return [
            HallTask(name, self.halls[name].played, self.halls[name].seed, replication)
            for halls in together
            for replication in replications
            for name in halls
            if replication not in self.values.get(name, {})
        ]

    def _do(self, tasks: Sequence[Task]) -> None:
        self._total += len(tasks)
        for name, replication, found in self.workers.play(tasks):
            if isinstance(found, Played):
                self.played[name] = found
            elif isinstance(found, Summed):
                self.summed[name] = found
            elif isinstance(found, Counted):
                self.counted[name] = found
            else:
                self.values.setdefault(name, {})[replication] = found
            self._done += 1
            self.progress(Step(self._done, self._total, len(self.halls), 0, math.nan))

    def _people(self) -> dict[str, People]:
        return tapes.fresh(self.halls, self.summed)

    def _specs(self) -> dict[str, dict[str, Any]]:
        scenarios = {name.partition("/")[0]: lines_of(hall.asked) for name, hall in self.halls.items()}
        return scenarios | {name: lines(hall.spec) for name, hall in self.halls.items()}

    def _figures(self, name: str) -> Figures:
        first = [self.values[name][replication] for replication in range(kpis.EXACT)]
        return {measure: tuple(values[measure] for values in first) for measure in first[0]}

    def _replications(self, name: str) -> list[dict[str, float]]:
        return [values for _, values in sorted(self.values[name].items())]

    def _weeks(self, name: str) -> dict[str, Weeks]:
        return kpis.weeks_of(self.halls[name], self._replications(name))

    def _figures_held(self, old: Baselines, same_streams: bool) -> list[Item]:
        if same_streams:
            figures = {name: self._figures(name) for name in self.halls}
            return kpis.held(old.figures, figures, self.halls, old.weeks)
        known = [name for name in self.halls if name in old.weeks]
        found = {name: self._compared(old, name) for name in known}
        for look in LOOKS[1:]:
            unsure = [name for name, item in found.items() if item.undecided]
            self._do(self._plays(unsure, range(look)))
            found |= {name: self._compared(old, name) for name in unsure}
        return list(found.values())

    def _compared(self, old: Baselines, name: str) -> Item:
        return kpis.compared(self.halls[name], old.weeks[name], self._replications(name))

    def fresh(self, old: Baselines, report: Report) -> Baselines:
        """The baselines as they are now; of what has not moved those that there were. Raises as `plans.fresh`."""
        moved = {hall for item in report.of(KPIS) if item.moved for hall in item.halls}
        kept = {
            name
            for name, hall in self.halls.items()
            if report.same_streams
            and name not in moved
            and set(old.weeks.get(name, {})) == set(hall.compared)
            and name in old.figures
        }
        others = [name for name in self.halls if name not in kept]
        self._do(self._plays(others, range(kpis.PLAYED)))
        if report.same_streams:  # else all were summed up to be tested
            self._do(self._draws(old, tapes.others(old.people, self._people()), SUMMED))
        # Whose turn it was to be counted is chance; the halls have an order.
        counted = counting.fresh({name: self.counted[name] for name in self.halls if name in self.counted})
        return Baselines(
            frozen=old.frozen,
            plans=plans.fresh(self.played),
            streams=streams(),
            specs=self._specs(),
            people=tapes.kept(old.people, self._people()),
            figures={name: old.figures[name] if name in kept else self._figures(name) for name in self.halls},
            counted=counted | {name: of for name, of in old.counted.items() if name in kept},
            weeks={name: old.weeks[name] if name in kept else self._weeks(name) for name in self.halls},
        )
