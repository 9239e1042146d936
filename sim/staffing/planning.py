"""A hall staffed: each group's days as pools, their cheapest plans, and whether these do in the whole hall.

The hall is played with so many windows that nobody waits: that gives the days of each pool. For these the cheapest plan
is found, and played in the whole hall on new replications. Where it misses the service there, what it misses is asked
for more strictly, on the days as they were under all plans so far, and so on (iterative staffing: Feldman, Mandelbaum,
Massey and Whitt 2008). What is answered was played, last of all, on replications that nothing was chosen by. Of groups
that are one pool by the rules of the hall, plan and bound come with a certificate (`sim.staffing.hallcertificates`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.spec import Spec, Weekday
from sim.staffing.alike import levelled
from sim.staffing.dayplans import DayPlans
from sim.staffing.firstplan import asked_of
from sim.staffing.hallcertificates import Certificates
from sim.staffing.halls import ample, rostered, with_windows
from sim.staffing.isa import between, chance_of_delay, windows_for
from sim.staffing.missed import Served, served, spans_missed
from sim.staffing.plans import Key, Planned, Solved, by_group
from sim.staffing.playing import Found
from sim.study.load import expected_minutes

ITERATIONS = 3
"""Times that the hall is played for it, at most."""
ROUNDS, SETTLING = 6, 6
"""Times that a plan is played and mended, and once more when it has been chosen."""
MOST_TRIED, CLEARLY = 4, 1.0
"""Plays in which a plan is tried at a time, at most, and the standard errors beyond which it clearly misses."""
SURE, DOUBT = 1.0, 0.5
"""Standard errors that must be left of each level when the plan that was chosen is tried, in MOST_TRIED plays; and how
many more, each time that it did not do, for nothing to be added in a half-hour: of many half-hours that have hardly
enough, a few would miss each time."""
MENDING = 0.5
"""Seconds that mending may take, over those of all searches."""


@dataclass
class Planner(DayPlans):
    """Finds the plans."""

    mending: float = field(init=False)
    """Seconds left for plans that miss the service."""
    _looked_at: tuple[Found, Served] | None = field(default=None, init=False)
    """What was looked at last, as it may be looked at again with other errors, and how it kept the service."""

    def __post_init__(self) -> None:
        """The time for mending."""
        self.mending = MENDING * self.asked.searching

    def plan(self) -> Planned:
        """The plans. An interrupt ends it with those that there are; others are as a rule of thumb has them."""
        asked = self.asked
        self.begin()
        solved: dict[Key, Solved] = {}
        missed: dict[Key, tuple[int, ...]] = {}
        number, interrupted = 0, False
        try:
            if self.certificates.wanted:
                self.tell("drawing", {})
                self.certificates.source.get_ready()
            for key in self.firsts():
                solved[key] = self.begun(key)
                _go_on(solved[key])
            solved = self._levelled(solved)
            number, missed = self._rounds(solved)
            self.certificates.hold_against(self.hall(solved))
        except KeyboardInterrupt:
            interrupted = True
            solved |= {key: self.by_rule(key) for key in self.firsts() if key not in solved}
        return Planned(asked, self.everywhere(solved), self.hall(solved), missed, number, interrupted)

    def settled(self, planned: Planned) -> Planned:
        """The plan that was chosen, tried anew, and mended where it misses: of many tried one may have been lucky.

        It is mended, too, where it keeps the service with less than a standard error to spare; what it misses is told
        without that. As it is, where lateness is worked out exactly. An interrupt ends it with the plan that there is.
        Windows that are opened by half-hours are only added to.
        """
        if self.asked.plain is not None:
            return planned
        solved, missed = {key: planned.solved[key] for key in self.firsts()}, planned.missed
        number, interrupted = planned.rounds, False
        try:
            for number in range(planned.rounds + 1, planned.rounds + SETTLING + 1):
                self.tell("verifying", {"round": number})
                played = self._played(solved, MOST_TRIED)
                missed, near = self.missed(played, solved), self.missed(played, solved, -SURE)
                over, all_near = (sum(map(len, places.values())) for places in (missed, near))
                self.tell("settling", {"round": number, "missed": over, "near": all_near - over})
                if not near or number == planned.rounds + SETTLING:
                    break
                self.take(played, more=True)
                before = {key: one.windows for key, one in solved.items()}
                short = self._short(played, solved, near, SURE + DOUBT * (number - planned.rounds - 1))
                self._mend(solved, {key: self._places(key, short) for key in solved}, held=True)
                if all(one.windows == before[key] for key, one in solved.items()):
                    break  # there is nothing more that may be opened
        except KeyboardInterrupt:
            interrupted = True
        spec = self.hall(solved)
        self.certificates.hold_against(spec)
        return Planned(self.asked, self.everywhere(solved), spec, missed, number, interrupted)

    def _rounds(self, solved: dict[Key, Solved]) -> tuple[int, dict[Key, tuple[int, ...]]]:
        """Try the plans and mend them, until they do, or so often; the last round, and what was missed in it."""
        missed: dict[Key, tuple[int, ...]] = {}
        for number in range(1, ROUNDS + 1):
            self.tell("verifying", {"round": number})
            played, missed = self._tried_out(solved)
            self.tell("verified", {"round": number, "missed": sum(map(len, missed.values()))})
            if not missed or number == ROUNDS:
                break
            self.take(played, more=number > 1)
            self._mend(solved, {key: self._places(key, missed) for key in solved})
        return number, missed

    def _levelled(self, solved: dict[Key, Solved]) -> dict[Key, Solved]:
        """The first plans, weekdays of the same demand with the cheapest that does; none that is known for certain."""
        if self.asked.plain is not None or self.asked.weekday != "each":
            return solved
        certain = {key for key, one in solved.items() if self.certificates.kind(key, one.solution) == "statistical"}
        return levelled(self, solved, certain)

    def _places(self, key: Key, missed: Mapping[Key, tuple[int, ...]]) -> tuple[int, ...]:
        """The spans in which the service was missed on any weekday that has this plan."""
        group, day = key
        return tuple(sorted({place for one in self.asked.together(day) for place in missed.get((group, one), ())}))

    def begin(self) -> None:
        """Play the hall so that nobody waits, and take its days; then iterative staffing (`sim.staffing.isa`)."""
        asked = self.asked
        minutes = expected_minutes(asked.now)
        weeks = len(asked.now.calendar.open_days()) / max(len(asked.cells), 1)
        busy = {group: minutes[group] / max(weeks, 1e-9) for group in asked.groups}
        self.tell("sampling", {})
        spec = ample(asked.spec, busy, asked.cells)
        self.certificates = Certificates(asked, self.halls, spec)
        played = self.halls.play({"ample": spec}, asked.replications)["ample"]
        self.take(played)
        self.certificates.leave_out_large(self.days)
        for _ in range(ITERATIONS):
            before, found = self.isa, self.alike({key: self._number_in(key, played) for key in self.each()})
            self.isa = {key: between(before[key], need) if before else need for key, need in found.items()}
            if (
                before
                and max(abs(a - b) for key in before for a, b in zip(before[key], self.isa[key], strict=True)) < 2
            ):
                break
            spec = with_windows(asked.spec, by_group(self.isa), asked.cells)
            played = self.halls.play({"isa": spec}, asked.replications)["isa"]

    def _number_in(self, key: Key, played: Found) -> tuple[int, ...]:
        """Windows by cell by the number of people that are there, within the ceiling."""
        asked, (group, day) = self.asked, key
        cells, days = asked.cells[day], self.days[key]
        alpha = chance_of_delay(days.rates(cells).tolist(), days.mean_minutes, asked.service(group))
        menu = asked.menu(group, day, (), self.most(group))
        return tuple(asked_of(windows_for(played[group], asked.spec, day, cells, alpha), cells, menu))

    def _tried_out(self, solved: Mapping[Key, Solved]) -> tuple[Found, dict[Key, tuple[int, ...]]]:
        """Plans on new days, more of them as long as it is not clear what they miss, and what they miss there.

        They must do on the days of two plays together: else plans that were only lucky would end the rounds.
        """
        played: Found = {}
        for times in range(1, MOST_TRIED + 1):
            played = self._played(solved, 1, played)
            missed = self.missed(played, solved)
            if self.asked.plain is not None or (not missed and times > 1):
                break
            if clearly := self.missed(played, solved, CLEARLY):
                return played, clearly
        return played, missed

    def _played(self, solved: Mapping[Key, Solved], times: int, before: Found | None = None) -> Found:
        """The hall with plans on new days, so many times as many as are asked for, besides what was played `before`."""
        spec, played = self.hall(solved), dict(before or {})
        for _ in range(times):
            found = self.halls.play({"plan": spec}, self.asked.replications)["plan"]
            played = {line: [*played.get(line, ()), *tickets] for line, tickets in found.items()}
        return played

    def hall(self, plans: Mapping[Key, Solved]) -> Spec:
        """The hall with a plan of every day."""
        solved = self.everywhere(plans)
        if self.asked.kind == "staff":
            windows = by_group({key: one.windows for key, one in solved.items()})
            return with_windows(self.asked.spec, windows, self.asked.cells)
        return rostered(self.asked.spec, self.shifts(solved), self.asked.duties)

    def shifts(self, solved: Mapping[Key, Solved]) -> dict[str, dict[Weekday, dict[str, int]]]:
        """By group and weekday the clerks on each shift."""
        found: dict[str, dict[Weekday, dict[str, int]]] = {}
        for (group, day), one in solved.items():
            menu = self.asked.menu(group, day, one.floor, self.most(group))
            assert one.solution.counts is not None
            found.setdefault(group, {})[day] = menu.named(one.solution.counts)
        return found

    def missed(
        self, played: Found, solved: Mapping[Key, Solved] | None = None, errors: float = 0.0
    ) -> dict[Key, tuple[int, ...]]:
        """The spans in which the service was missed by so many standard errors (`sim.staffing.missed`).

        Known from elsewhere is lateness that is worked out exactly, and that of plans `solved` that many more days have
        confirmed.
        """
        if self._looked_at is None or self._looked_at[0] is not played:
            self._looked_at = played, served(self.asked, played)
        known = [
            line
            for line in self.asked.lines
            if self.asked.plain is not None or (solved is not None and self.certificates.confirms(line, solved))
        ]
        return spans_missed(self.asked, self._looked_at[1], errors, known)

    def _short(
        self, played: Found, solved: Mapping[Key, Solved], near: Mapping[Key, tuple[int, ...]], errors: float
    ) -> dict[Key, tuple[int, ...]]:
        """The half-hours that keep the service with less than so many standard errors to spare, and the `near` days."""
        short = self.missed(played, solved, -errors)
        return {key: near.get(key, ()) if self._by_day(key[0]) else places for key, places in short.items()}

    def _by_day(self, line: str) -> bool:
        return self.asked.level_of(line).within == "day"

    def _mend(self, solved: dict[Key, Solved], missed: Mapping[Key, tuple[int, ...]], held: bool = False) -> None:
        """Put in the place of plans that missed spans others, in an equal part of half the time left for mending."""
        began, wanted = time.perf_counter(), [key for key, places in missed.items() if places]
        for key in wanted:
            each = min(self.asked.seconds, self.mending / 2.0 / len(wanted))
            solved[key] = self.mended(key, solved[key], missed[key], each, held)
            _go_on(solved[key])
        self.mending = max(0.0, self.mending - (time.perf_counter() - began))


def _go_on(one: Solved) -> None:
    """Raise `KeyboardInterrupt` where the search for a plan was broken off: nothing more is looked for."""
    if one.solution.status == "interrupted":
        raise KeyboardInterrupt
