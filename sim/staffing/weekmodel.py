"""A week as a model for CP-SAT (OR-tools): who works which shift on which day, under chosen rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.spec import WEEKDAYS, Weekday
from sim.staffing.interrupts import solved, taken
from sim.staffing.master import solver_module
from sim.staffing.menus import Duty
from sim.staffing.weeks import Person, Rule, Week, against, too_near

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

PARTS = 100
"""Of a paid hour, that are told apart; of a wish's weight, too."""
SEARCHERS = 8
"""Ways of searching that take turns on one thread, so that equal weeks get equal rosters where time does not end it."""
Tell = Callable[[float, float], None]
"""Is told the paid hours of the best roster so far, and a bound below which none is."""


class Model:
    """A week as a model in which the given rules are kept."""

    def __init__(self, week: Week, rules: Collection[Rule]) -> None:
        self.week, self.cp = week, solver_module()
        self.model: CpModel = self.cp.CpModel()
        self.duties = {duty.name: duty for duty in week.duties}
        self.on = {day: [duty.name for duty in week.on(day)] for day in week.days}
        self.x: dict[tuple[str, Weekday, str], IntVar] = {
            (person.name, day, name): self.model.new_bool_var(f"{person.name} {day} {name}")
            for person in week.people
            for day in week.days
            for name in self.on[day]
        }
        self.works = {person.name: self.model.new_bool_var(f"{person.name} works") for person in week.people}
        for person in week.people:
            for day in week.days:
                self.model.add(self.day(person, day) <= self.works[person.name])
        self._in_turn()
        for rule in rules:
            _KEEP[rule.what](self, rule)

    def day(self, person: Person, day: Weekday) -> Any:
        """1 if the person works on that day."""
        return sum(self.x[person.name, day, name] for name in self.on[day])

    def hours(self, person: Person) -> Any:
        """Paid parts of hours of a person."""
        return sum(self.parts(name) * self.x[person.name, day, name] for day in self.week.days for name in self.on[day])

    def parts(self, name: str) -> int:
        """Paid parts of hours of a shift, rounded down so that bounds hold."""
        return math.floor(self.duties[name].paid * PARTS + 1e-9)

    def under(self, contract: str) -> list[Person]:
        """The people of a contract."""
        return [person for person in self.week.people if person.contract == contract]

    def _in_turn(self) -> None:
        """People who are alike but for their number work the more hours the lower it is: fewer rosters are the same."""
        for contract in self.week.contracts:
            alike = [person for person in self.under(contract) if not person.named]
            for one, two in pairwise(alike):
                self.model.add(self.hours(one) >= self.hours(two))

    def need(self, rule: Rule) -> None:
        """The windows of a day are open."""
        self._windows(rule.who, lambda total, cell: total >= self.week.need[_day(rule.who)][cell])

    def ceiling(self, rule: Rule) -> None:
        """No more clerks than there are windows."""
        self._windows(rule.who, lambda total, cell: total <= self.week.ceiling[_day(rule.who)][cell])

    def _windows(self, day: str, bound: Callable[[Any, int], Any]) -> None:
        of, cells = _day(day), self.week.cells[_day(day)]
        covers = {name: self.duties[name].covers(cells) for name in self.on[of]}
        count = {name: sum(self.x[person.name, of, name] for person in self.week.people) for name in self.on[of]}
        for cell, is_open in enumerate(cells.open):
            if is_open:
                self.model.add(bound(sum(count[name] for name in self.on[of] if covers[name][cell]), cell))

    def most(self, rule: Rule) -> None:
        """No more than so many in shifts of a kind, on each day."""
        most = self.week.kinds[rule.who].most or 0
        for day in self.week.days:
            names = [name for name in self.on[day] if self.duties[name].kind == rule.who]
            self.model.add(sum(self.x[p.name, day, name] for p in self.week.people for name in names) <= most)

    def leave(self, rule: Rule) -> None:
        """Who is on leave does not work."""
        for name in self.on[WEEKDAYS[rule.which]]:
            self.model.add(self.x[rule.who, WEEKDAYS[rule.which], name] == 0)

    def must(self, rule: Rule) -> None:
        """A wish is granted."""
        wish = self._person(rule.who).wishes[rule.which]
        for day in self.week.days:
            for name in self.on[day]:
                if against(wish, day, self.duties[name]):
                    self.model.add(self.x[rule.who, day, name] == 0)

    def hours_min(self, rule: Rule) -> None:
        """Enough hours for each who is named, or works."""
        least = math.ceil(self.week.contracts[rule.who].hours_min * PARTS - 1e-9)
        for person in self.under(rule.who):
            self.model.add(self.hours(person) >= (least if person.named else least * self.works[person.name]))

    def hours_max(self, rule: Rule) -> None:
        """Not too many hours for anybody."""
        for person in self.under(rule.who):
            self.model.add(self.hours(person) <= math.floor(self.week.contracts[rule.who].hours_max * PARTS + 1e-9))

    def days_min(self, rule: Rule) -> None:
        """Enough days for each who is named, or works."""
        least = self.week.contracts[rule.who].days_min
        for person in self.under(rule.who):
            days = sum(self.day(person, day) for day in self.week.days)
            self.model.add(days >= (least if person.named else least * self.works[person.name]))

    def days_max(self, rule: Rule) -> None:
        """Not too many days for anybody."""
        for person in self.under(rule.who):
            days = sum(self.day(person, day) for day in self.week.days)
            self.model.add(days <= self.week.contracts[rule.who].days_max)

    def shifts(self, rule: Rule) -> None:
        """Only kinds of shift that the contract has."""
        kinds = self.week.contracts[rule.who].shifts
        for person in self.under(rule.who) if kinds else ():
            for day in self.week.days:
                for name in self.on[day]:
                    if self.duties[name].kind not in kinds:
                        self.model.add(self.x[person.name, day, name] == 0)

    def rest(self, rule: Rule) -> None:
        """Rest between two days."""
        for day, following, first, second in too_near(self.week, self.week.contracts[rule.who].rest_hours):
            for person in self.under(rule.who):
                late = sum(self.x[person.name, day, name] for name in first)
                self.model.add(late + sum(self.x[person.name, following, name] for name in second) <= 1)

    def _person(self, name: str) -> Person:
        return next(person for person in self.week.people if person.name == name)

    def just(self, counts: Mapping[tuple[str, Weekday, str], int]) -> None:
        """As many of each contract in each shift of each day as is said."""
        for (contract, day, name), count in counts.items():
            self.model.add(sum(self.x[person.name, day, name] for person in self.under(contract)) == count)

    @property
    def cost(self) -> Any:
        """Paid parts of hours."""
        return sum(self.parts(name) * x for (_, _, name), x in self.x.items())

    @property
    def regret(self) -> Any:
        """People who are not named and work, before all else; then the weights of wishes that are not granted."""
        broken: list[Any] = []
        heaviest = 1
        for person in self.week.people:
            for number, wish in enumerate(person.wishes):
                missed = self.model.new_bool_var(f"{person.name} {number} missed")
                for day in self.week.days:
                    for name in self.on[day]:
                        if against(wish, day, self.duties[name]):
                            self.model.add_implication(self.x[person.name, day, name], missed)
                weight = max(1, round(PARTS * wish.weight))
                heaviest += weight
                broken.append(weight * missed)
        working = sum(self.works[person.name] for person in self.week.people if not person.named)
        return heaviest * working + sum(broken)

    def work(self, solver: Any) -> dict[str, dict[Weekday, Duty]]:
        """The roster that a solver has found."""
        found: dict[str, dict[Weekday, Duty]] = {}
        for (person, day, name), x in self.x.items():
            if solver.value(x):
                found.setdefault(person, {})[day] = self.duties[name]
        return found


_KEEP: Mapping[str, Callable[[Model, Rule], None]] = {
    what: getattr(Model, what)
    for what in (
        "need", "ceiling", "most", "leave", "must", "hours_min", "hours_max", "days_min", "days_max", "shifts", "rest",
    )
}  # fmt: skip


def _day(name: str) -> Weekday:
    return next(day for day in WEEKDAYS if day == name)


def broken_off(solver: Any) -> bool:
    """Whether an interrupt came during a `search`."""
    return bool(solver.interrupted)


def search(model: Any, seconds: float, tell: Tell | None = None) -> tuple[Any, Any]:
    """Search a model of CP-SAT; the solver, and the status that it ended with.

    An interrupt ends it, with what it has (`broken_off`). `tell` is told of each better plan, in paid hours.
    """
    cp = solver_module()
    solver: Any = cp.CpSolver()
    solver.parameters.num_workers = SEARCHERS
    solver.parameters.interleave_search = True
    solver.parameters.max_time_in_seconds = max(seconds, 0.1)
    solver.parameters.random_seed = 1

    def on_solution(found: Any) -> None:
        if tell is not None:
            tell(found.objective_value / PARTS, found.best_objective_bound / PARTS)

    told = type("Told", (cp.CpSolverSolutionCallback,), {"on_solution_callback": on_solution})
    status = solved(solver, model, None if tell is None else told())
    solver.interrupted = taken()
    return solver, status
