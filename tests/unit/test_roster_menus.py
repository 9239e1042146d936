"""Menus of shifts: every start and time of breaks, over half-hours; and what a scenario may not say of staffing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest

from halls import group, spec
from sim.errors import InputError
from sim.spec import Scenario, parse
from sim.spec.staffing import ShiftKind, Staffing
from sim.staffing.halls import groups_of, lines_of, service_of
from sim.staffing.menus import Cells, bounds_of, cells_of, duties_of, expanded, kinds_of, menu_of, stretches
from sim.staffing.problem import Menu

SCENARIO = {"question": {"en": "x", "zh": "某"}, "variants": {"a": {"label": {"en": "x", "zh": "某"}}}}


def hall(**how: Any) -> Any:
    return spec({"desk": group(2, "day")}, **how)


def test_every_start_goes_with_every_time_of_every_break_that_fits() -> None:
    breaks = [{"first": "10:00", "last": "11:00", "minutes": 30}, {"first": "10:30", "last": "12:00", "minutes": 60}]
    kind = ShiftKind.model_validate({"starts": {"first": "08:00", "last": "10:00"}, "hours": 5, "breaks": breaks})
    by_hand = [
        (start, one, two)
        for start, one, two in product(range(480, 601, 30), range(600, 661, 30), range(630, 721, 30))
        # After work begins, the second after the first is over, and before work ends.
        if start < one and one + 30 < two and two + 60 < start + 300
    ]
    found = expanded("long", kind)
    assert [(duty.start, *(begin for begin, _ in duty.breaks)) for duty in found] == by_hand
    assert {duty.paid for duty in found} == {3.5}
    assert len({duty.name for duty in found}) == len(found)


def test_stretches_make_up_whatever_stays_open_for_so_long_and_nothing_else() -> None:
    cells = Cells(tuple(range(540, 780, 30)), (True, True, True, True, True, False, True, False))
    long = [(first, last) for first in range(5) for last in range(first + 2, 6)] + [(6, 7)]

    def most(spans: Iterable[tuple[int, int]]) -> set[tuple[int, ...]]:
        """All numbers of windows, up to two in each half-hour, that can be had of these."""
        found, new = set(), {(0,) * 8}
        while new:
            found |= new
            wider = (
                tuple(n + (first <= cell < last) for cell, n in enumerate(one)) for one in new for first, last in spans
            )
            new = {one for one in wider if max(one) <= 2} - found
        return found

    shifts = stretches(cells, 2)
    spans = [(shift.covers.index(True), shift.covers.index(True) + sum(shift.covers)) for shift in shifts]
    assert most(spans) == most(long)
    assert len(spans) < len(long)
    assert [shift.cost for shift in shifts] == [(last - first) / 2.0 for first, last in spans]
    assert Menu(stretches(cells, 1), 8).cover.sum(axis=0).tolist() == [1] * 6


def test_a_break_covers_nothing_and_a_closed_hall_needs_nobody() -> None:
    cells = cells_of(hall(), "mon")
    assert cells.starts[0] == 540
    assert cells.edges[-1] == 1020
    assert [start for start, is_open in zip(cells.starts, cells.open, strict=True) if not is_open] == [720, 750]
    rest = {"first": "11:00", "last": "11:00", "minutes": 60}
    kind = ShiftKind.model_validate({"starts": ["09:00"], "hours": 5, "breaks": [rest]})
    (duty,) = expanded("one", kind)
    covered = [start for start, on in zip(cells.starts, duty.covers(cells), strict=True) if on]
    assert covered == [540, 570, 600, 630, 780, 810]


@pytest.mark.parametrize(("paid", "is_paid", "hours"), [(None, False, 7.0), (None, True, 8.0), (6.5, False, 6.5)])
def test_breaks_are_paid_where_that_is_said(paid: float | None, is_paid: bool, hours: float) -> None:
    rest = {"first": "12:00", "last": "12:00", "minutes": 60, "paid": is_paid}
    kind = ShiftKind.model_validate({"starts": ["09:00"], "hours": 8, "breaks": [rest], "paid_hours": paid})
    assert [duty.paid for duty in expanded("one", kind)] == [hours]


def test_of_shifts_of_a_kind_that_cover_the_same_the_cheapest_stays() -> None:
    # All that begin early have clerks at the windows from 09:00 to the closure at 12:00.
    shifts = {
        "early": {"starts": ["08:00", "08:30", "09:00"], "hours": 4},
        "short": {"starts": ["09:00"], "hours": 3},
        "night": {"starts": ["18:00"], "hours": 4},
    }
    staffing = Staffing.model_validate({"shifts": shifts})
    whole = hall()
    names = [duty.name for duty in duties_of(staffing, whole, "desk", {"mon": cells_of(whole, "mon")})]
    assert names == ["early_0800", "short_0900"]


def test_a_menu_without_kinds_is_a_full_day_and_half_days() -> None:
    with_closure = kinds_of(Staffing(), hall())
    assert set(with_closure) == {"full", "half_1", "half_2"}
    assert [duty.paid for name, kind in with_closure.items() for duty in expanded(name, kind)] == [7.0, 3.0, 4.0]
    through = kinds_of(Staffing(), hall(hours=(("09:00", "17:00"),)))
    assert {duty.start for duty in expanded("half", through["half"])} == set(range(540, 781, 30))


def test_floor_and_ceiling_hold_from_a_time_on_while_the_hall_is_open() -> None:
    staffing = Staffing.model_validate(
        {"floor": {"desk": {"11:00": 2, "14:00": 1}}, "ceiling": {"desk": {"09:00": 5, "16:00": 3}}}
    )
    cells = cells_of(hall(), "mon")
    low, high = bounds_of(staffing, "desk", cells, 4)
    by_time = dict(zip(cells.starts, zip(low, high, strict=True), strict=True))
    assert [by_time[time] for time in (540, 660, 720, 780, 840, 960)] == [
        (0, 4),
        (2, 4),
        (0, 0),
        (2, 4),
        (1, 4),
        (1, 3),
    ]


def test_there_is_a_window_while_the_hall_is_open_unless_a_floor_says_otherwise() -> None:
    cells = cells_of(hall(), "mon")
    staffing = Staffing.model_validate({"floor": {"desk": {"11:00": 0}}, "ceiling": {"desk": {"09:30": 0, "10:00": 9}}})
    can = tuple(start != 1020 - 30 for start in cells.starts)
    low, _ = bounds_of(staffing, "desk", cells, 4, can)
    ones = [start for start, n in zip(cells.starts, low, strict=True) if n]
    # Not where there may be none, not from where the floor says so; the ceiling lets there be none at 09:30.
    assert ones == [540, 600, 630]
    low, _ = bounds_of(Staffing(), "desk", cells, 4, can)
    assert [start for start, n in zip(cells.starts, low, strict=True) if not n] == [720, 750, 990]
    assert set(low) == {0, 1}
    assert not any(bounds_of(Staffing(), "desk", cells, 0, can)[0])


def test_places_in_a_kind_of_shift_are_a_limit_of_the_menu() -> None:
    kinds = {
        "part": ShiftKind.model_validate({"starts": {"first": "09:00", "last": "10:00"}, "hours": 2, "most": 3}),
        "full": ShiftKind.model_validate({"starts": ["09:00"], "hours": 8}),
    }
    cells = Cells((540, 570, 600, 630), (True,) * 4)
    duties = [duty for name, kind in kinds.items() for duty in expanded(name, kind)]
    menu = menu_of(duties, cells, kinds, (0,) * 4, (9,) * 4)
    (limit,) = menu.limits
    assert limit.high == 3
    assert limit.weights == {"part_0900": 1, "part_0930": 1, "part_1000": 1}
    assert menu.shifts[0].covers == (True, True, True, True)


def test_lines_of_a_roster_give_back_every_count_of_every_day() -> None:
    plan = {"mon": {"a": 3, "b": 1}, "tue": {"a": 2}, "fri": {"a": 2, "b": 4}}
    lines = lines_of(plan)
    back: dict[str, dict[str, int]] = {}
    for line in lines:
        for day in line.weekdays or ():
            back.setdefault(day, {}).setdefault(line.shifts[0], 0)
            back[day][line.shifts[0]] += line.clerks
    assert back == plan
    assert sum(line.clerks for line in lines if line.shifts == ("a",)) == 3


def faults(staffing: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refused:
        parse(Scenario, {**SCENARIO, "staffing": staffing})
    return [(fault.key, fault.problem) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("staffing", "key", "words"),
    [
        ({"service": {"wait_over": 15}}, "staffing.service", "belong together"),
        ({"service": {"mean_wait": 5, "wait_over": 15, "share": 0.1}}, "staffing.service", "give either"),
        ({"service": {"wait_over": 15, "share": 0.0}}, "staffing.service.share", "greater than 0"),
        ({"service": {"wait_over": 15, "share": 1.0}}, "staffing.service.share", "less than 1"),
        ({"shift": {}}, "staffing.shift", "no such key"),
        ({"shifts": {"a": {"starts": ["08:10"], "hours": 4}}}, "staffing.shifts.a.starts", "start of a half-hour"),
        ({"shifts": {"a": {"starts": ["22:00"], "hours": 4}}}, "staffing.shifts.a.hours", "past midnight"),
        ({"shifts": {"a": {"starts": [], "hours": 4}}}, "staffing.shifts.a.starts", "no time"),
        ({"contracts": {"c": {"hours_min": 50}}}, "staffing.contracts.c.hours_min", "more than"),
        ({"contracts": {"c": {"shifts": ["x"]}}}, "staffing.contracts.c.shifts", "no kind of shift"),
        ({"clerks": {"li": {"contract": "c"}}}, "staffing.clerks.li.contract", "no contract"),
        (
            {"contracts": {"c": {}}, "clerks": {"li": {"contract": "c", "wishes": [{"shift": "x"}]}}},
            "staffing.clerks.li.wishes.0.shift",
            "no kind of shift",
        ),
        (
            {"contracts": {"c": {}}, "clerks": {"li": {"contract": "c", "wishes": [{"must": True}]}}},
            "staffing.clerks.li.wishes.0",
            "give one of",
        ),
        (
            {"contracts": {"c": {"clerks": 0}}, "clerks": {"li": {"contract": "c"}}},
            "staffing.contracts.c.clerks",
            "fewer than the 1",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_key(staffing: dict[str, Any], key: str, words: str) -> None:
    found = faults(staffing)
    assert [one for one, problem in found if words in problem] == [key], found


def test_what_does_not_fit_the_hall_is_refused() -> None:
    whole = hall()
    for staffing, words in (
        ({"groups": ["dsk"]}, "did you mean 'desk'"),
        ({"groups": ["desk"], "floor": {"desks": {}}}, "did you mean 'desk'"),
    ):
        with pytest.raises(InputError, match=words):
            groups_of(Staffing.model_validate(staffing), whole, "windows")
    with pytest.raises(InputError, match="how long people may wait"):
        service_of(Staffing(), whole)
    with pytest.raises(InputError, match="within a half-hour"):
        cells_of(hall(hours=(("09:10", "17:00"),)), "mon")
    late = Staffing.model_validate({"shifts": {"late": {"starts": ["20:00"], "hours": 2}}})
    with pytest.raises(InputError, match="no shift of the menu"):
        duties_of(late, whole, "desk", {"mon": cells_of(whole, "mon")})


def test_the_service_is_that_of_the_halls_goals_where_nothing_is_said() -> None:
    whole = hall()
    goals = {"mean_wait": {"at_most": 8.0}, "share_wait_over_20": {"at_most": 0.1}}
    targets = type(whole.targets).model_validate({"goals": goals})
    level = service_of(Staffing(), whole.model_copy(update={"targets": targets}))
    assert (level.wait_over, level.share, level.within) == (20.0, 0.1, "day")
    del goals["share_wait_over_20"]
    targets = type(whole.targets).model_validate({"goals": goals})
    assert service_of(Staffing(), whole.model_copy(update={"targets": targets})).mean_wait == 8.0
