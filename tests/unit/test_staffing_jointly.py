"""All roles of a hall staffed together: lines, iterative staffing, moves of clerks, and the whole by its command."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import sim
from halls import asked as matter_of
from halls import desk, group, matter, office, spec, task
from sim.__main__ import app
from sim.demand import draw
from sim.engine.reference import play
from sim.errors import InputError
from sim.plan import lay
from sim.report.rosters import headline
from sim.report.text import LANGUAGES
from sim.spec import Spec
from sim.spec.distributions import Exponential
from sim.spec.staffing import Staffing
from sim.staffing.days import drawn
from sim.staffing.descent import descended, missed
from sim.staffing.firstplan import by_thumb
from sim.staffing.halls import groups_of, with_windows
from sim.staffing.isa import between, chance_of_delay, windows_for
from sim.staffing.lines import Look, inside, lines_of, members_of
from sim.staffing.mending import keeps
from sim.staffing.menus import Cells, cells_of, check_duties, duty_over
from sim.staffing.moves import Move, called_for, chosen, moves_of
from sim.staffing.pooldays import Tickets
from sim.staffing.problem import Limit, Menu, Service, ShiftType
from sim.staffing.sampled import SampledPool
from sim.theory import erlang_c, erlang_c_servers
from staffed_town import written

pytest.importorskip("ortools")


def command(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


# Lines

CHAIN = {
    "a": group(1, "day", primary="one"),
    "b": group(1, "day", primary={"departments": ["one", "two"]}),
    "behind": office(1, "day"),
    "guides": desk("guidance", 1, "day"),
}


def chain(**how: Any) -> Spec:
    both = {"x": matter("one", cases=40.0), "y": matter("two", cases=20.0)}
    return spec(CHAIN, both, days=2, demand={"profile": {"09:00": 1.0, "11:30": 1.0}}, **how)


def test_lines_are_the_queues_that_the_same_groups_serve() -> None:
    hall = chain()
    plan = lay(draw(hall, 1, 0), hall)
    assert list(lines_of(plan, ("a", "b"))) == ["a+b", "b"]
    assert list(lines_of(plan, ("b",))) == ["a+b", "b"]
    assert list(lines_of(plan, ("a",))) == ["a+b"]
    assert members_of("a+b") == ("a", "b")
    found = lines_of(plan, ("a", "b"))
    assert not set(found["a+b"].tolist()) & set(found["b"].tolist())


def test_files_wait_in_minutes_in_which_the_hall_is_open() -> None:
    # One matter of 30 minutes at the window and 30 behind; ten people at once, one clerk of each.
    more = {"x": matter_of(task("one", minutes=60.0), cases=12.0, window_share=0.5)}
    groups = {"a": group(2, "day"), "behind": office(1, "day")}
    hall = spec(
        groups, more, model="integrated", days=3, demand={"profile": {"15:00": 1.0}}, reviews={"order": "parallel"}
    )
    trace = play(lay(draw(hall, 3, 0), hall))
    found = Look(("behind",))(trace, hall)["behind"]
    rows = np.flatnonzero(trace.of_file)
    assert len(found.time) == len(rows) > 5
    spans = [(1440.0 * day + a, 1440.0 * day + b) for day in range(3) for a, b in ((540.0, 720.0), (780.0, 1020.0))]
    expected = [
        sum(max(0.0, min(call, end) - max(ticket, start)) for start, end in spans)
        for ticket, call in zip(trace.ticket[rows], np.nan_to_num(trace.call[rows], nan=3 * 1440.0), strict=True)
    ]
    assert max(trace.call[rows] - trace.ticket[rows]) > 900.0  # over a night
    assert np.sort(found.wait) == pytest.approx(np.sort(expected))


def test_people_inside_are_counted_between_ticket_and_end() -> None:
    one = Tickets(
        np.array([0, 0, 1]),
        np.array([10.0, 20.0, 5.0]),
        np.zeros(3),
        np.ones(3),
        np.ones(3),
        np.array([30.0, 25.0, 1500.0]),
    )
    times = np.array([9.0, 10.0, 22.0, 25.0, 30.0, 1445.0, 2939.0, 2940.0])
    assert inside([one], times).tolist() == [0.0, 1.0, 2.0, 1.0, 0.0, 1.0, 1.0, 0.0]


# Iterative staffing


def test_the_chance_of_a_delay_is_that_of_the_fewest_windows_of_the_busiest_half_hour() -> None:
    service = Service(5.0, 0.1)
    servers = erlang_c_servers(0.5, 8.0, 5.0, 0.1)
    assert chance_of_delay([6.0, 30.0, 0.0], 8.0, service) == pytest.approx(erlang_c(servers, 4.0))
    assert chance_of_delay([], 8.0, service) == 0.1


def test_windows_are_the_fewest_that_so_many_people_are_rarely_more_than() -> None:
    hall = spec({"a": group(2, "day")}, days=5, calendar={"open_weekdays": ["mon"], "start": "2017-03-06"})
    cells = cells_of(hall, "mon")
    # In the half-hour of 10:00 there are 0, 1, ..., 9 people on ten days.
    days = [
        Tickets(np.zeros(n, dtype=np.int64), np.full(n, 600.0), np.zeros(n), np.ones(n), np.ones(n), np.full(n, 630.0))
        for n in range(10)
    ]
    for alpha in (0.05, 0.1, 0.35, 0.8):
        found = windows_for(days, hall, "mon", cells, alpha)
        fewest = next(c for c in range(1, 11) if sum(n >= c for n in range(10)) <= alpha * 10)
        assert found[cells.starts.index(600)] == fewest
        assert sum(found) == fewest
    assert between([4, 1], [9, 0]) == (7, 1)


# Moves


def small_menu(**more: Any) -> Menu:
    covers = {"day": (1, 1, 1, 1), "early": (1, 1, 0, 0), "late": (0, 0, 1, 1), "first": (1, 0, 0, 0)}
    costs = {"day": 4.0, "early": 2.5, "late": 2.0, "first": 1.0}
    shifts = tuple(ShiftType(name, tuple(map(bool, of)), costs[name]) for name, of in covers.items())
    return Menu(shifts, 4, **more)


def test_moves_take_a_clerk_or_put_one_on_a_cheaper_shift() -> None:
    menu = small_menu()
    found = set(moves_of(menu, [1, 0, 0, 1]))
    assert found == {Move(0), Move(0, 1), Move(0, 2), Move(0, 3), Move(3)}
    move = Move(0, 1)
    assert move.made([1, 0, 0, 1]) == [0, 1, 0, 1]
    assert move.undone(move.made([1, 0, 0, 1])) == [1, 0, 0, 1]
    assert move.saved(menu) == 1.5
    assert move.opens_fewer(menu) == [2, 3]
    assert Move(0, 1) not in set(moves_of(small_menu(most={"early": 0}), [1, 0, 0, 1]))


def test_moves_are_chosen_where_there_is_room_and_above_the_floor() -> None:
    menu = Menu(Menu.free(6).shifts, 6, floor=(0, 0, 0, 0, 0, 9))
    plan, room = [9] * 6, [0.9, 0.8, 0.1, 0.7, 0.95, 1.0]
    one = chosen(menu, plan, room, set(), 0)
    assert one == [Move(4)]
    apart = chosen(menu, plan, room, set(), 3)
    assert apart == [Move(4), Move(0)] or apart == [Move(4), Move(1)]
    assert Move(2) not in chosen(menu, plan, room, {Move(4)}, 1)
    assert Move(5) not in chosen(menu, plan, room, {Move(4)}, 1)


def test_clerks_are_called_for_by_shifts_that_cover_what_is_lacking_within_the_ceiling() -> None:
    menu = small_menu(ceiling=(3, 3, 3, 3))
    assert called_for(menu, [1, 0, 0, 0], {2: 1, 3: 1}) == [1, 0, 1, 0]
    assert called_for(menu, [1, 0, 0, 0], {0: 1}) == [1, 0, 0, 1]
    assert menu.windows(called_for(menu, [1, 0, 0, 0], {0: 9, 3: 1}))[0] == 3


# Descent


def test_descent_keeps_the_level_and_never_costs_more_and_often_is_the_best_there_is() -> None:
    days = drawn((10.0, 20.0, 14.0, 8.0), Exponential(kind="exponential", mean=8.0), 60, seed=5)
    oracle = SampledPool(days, Service(8.0, 0.15), "hold")
    menu = small_menu(ceiling=(12, 12, 12, 12))
    start = by_thumb(
        menu, oracle, lambda part: {"sipp": [round(5 / part**0.2)] * 4}, Cells((0, 30, 60, 90), (True,) * 4)
    )
    assert start is not None
    assert keeps(oracle, menu.windows(start))
    found = descended(menu, oracle, start, 10.0)
    assert keeps(oracle, menu.windows(found))
    assert missed(oracle, menu.windows(found)) == 0.0
    plans = [p for p in product(range(9), range(4), range(5), range(4)) if menu.cost(p) <= menu.cost(found)]
    best = min(menu.cost(p) for p in plans if max(menu.windows(p)) <= 12 and keeps(oracle, menu.windows(p)))
    assert menu.cost(found) <= menu.cost(start)
    assert menu.cost(found) <= 1.1 * best


def test_descent_keeps_to_the_limits_of_the_menu() -> None:
    days = drawn((10.0, 20.0, 14.0, 8.0), Exponential(kind="exponential", mean=8.0), 30, seed=6)
    oracle = SampledPool(days, Service(8.0, 0.2), "hold")
    limits = (Limit("few", {"late": 1, "first": 1}, high=1), Limit("days", {"day": 1}, low=2))
    menu = small_menu(ceiling=(12, 12, 12, 12), limits=limits)
    found = descended(menu, oracle, [9, 0, 0, 0], 5.0)
    assert found[2] + found[3] <= 1
    assert found[0] >= 2


# Halls


def test_clerks_behind_come_and_go_as_windows_rise_and_fall() -> None:
    hall = chain()
    cells = {day: cells_of(hall, day) for day in ("mon", "tue")}
    numbers = [1 + (start >= 600) + (start >= 840) for start in cells["mon"].starts]
    numbers = [n * is_open for n, is_open in zip(numbers, cells["mon"].open, strict=True)]
    changed = with_windows(hall, {"behind": dict.fromkeys(cells, numbers)}, cells)
    about = changed.staff.groups["behind"]
    assert about.windows is None
    assert sum(line.clerks for line in about.roster) == 3
    from sim.staffing.frames import on_duty

    assert on_duty(changed, "behind", "tue", cells["tue"]) == numbers


def test_a_shift_over_cells_has_breaks_where_one_is_off() -> None:
    cells = Cells((540, 570, 600, 630), (True,) * 4)
    duty = duty_over(cells, [True, False, True, False])
    assert (duty.start, duty.end, duty.breaks, duty.paid) == (540, 630, ((570, 600),), 1.0)


def test_roles_are_the_windows_or_all_desks_and_back_offices() -> None:
    hall = chain()
    assert groups_of(Staffing(), hall, "windows") == ("a", "b")
    assert groups_of(Staffing(), hall, "all") == ("a", "b", "behind", "guides")


def test_every_group_without_a_useful_shift_is_told() -> None:
    hall = chain()
    cells = {"mon": cells_of(hall, "mon")}
    staffing = Staffing.model_validate({"shifts": {"x": {"starts": ["09:00"], "hours": 4, "groups": ["guides"]}}})
    with pytest.raises(InputError) as told:
        check_duties(staffing, hall, ("a", "b", "guides"), cells)
    assert len(told.value.faults) == 2


# The whole

QUICK: dict[str, Any] = {"replications": 3, "weeks": 2, "seconds": 4.0, "parity": False}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_groups_that_share_a_queue_are_staffed_and_the_plan_is_played(tmp_path: Path, lang: Any) -> None:
    pytest.importorskip("openpyxl")
    pytest.importorskip("icalendar")
    found = sim.staff(written(tmp_path), variant="shared", out=tmp_path / "out", lang=lang, **QUICK)
    assert list(found.manifest["lines"]) == ["tax+both", "both"]
    assert set(found.certificates["kind"]) == {"joint"}
    assert found.certificates["lower"].isna().all()
    row = found.costs.set_index("plan").loc["found"]
    assert row["hours"] == found.windows["windows"].sum() / 2.0
    told = found.told(lang)
    assert ("启发式" if lang == "zh" else "Heuristic") in told.head
    words = told.head + "".join(f"{t.title}{t.columns}{t.rows}{t.notes}" for t in told.tables)
    assert "{" not in words
    assert ("税务 + 全能" if lang == "zh" else "Tax + Both") in words
    assert "isa" in set(found.costs["plan"])
    assert (tmp_path / "out" / "figures" / "roster_windows.svg").exists()


def test_all_roles_are_staffed_by_the_command_and_compare_takes_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openpyxl")
    pytest.importorskip("icalendar")
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"stay": 45, "files": {"wait_over": 60, "share": 0.2, "within": "day"}})
    words = ("--replications", "3", "--weeks", "2", "--seconds", "4", "--jobs", "1", "--no-parity")
    done = command("staff", "town.yaml", "--variant", "roles", *words, "--json", "--out", "out")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told["lines"]) == ["windows", "behind", "issue", "stay"]
    by_group = {name: sum(r["windows"] for r in told["windows"] if r["group"] == name) for name in told["groups"]}
    assert min(by_group.values()) > 0
    (found,) = (row for row in told["costs"] if row["plan"] == "found")
    assert found["hours"] == sum(by_group.values()) / 2.0
    assert "all together" in done.stderr
    compared = command("compare", "out/plan.yaml", "--replications", "2", "--no-figures", "--json")
    assert compared.exit_code == 0, compared.stderr


def test_shifts_of_all_roles(tmp_path: Path) -> None:
    found = sim.roster(written(tmp_path), variant="roles", roles="all", **QUICK)
    assert set(found.shifts["group"]) == {"windows", "behind", "issue"}
    paid = float((found.shifts["paid_hours"] * found.shifts["clerks"]).sum())
    assert found.costs.set_index("plan").loc["found", "hours"] == paid


@pytest.mark.parametrize("lang", LANGUAGES)
def test_groups_whose_people_have_no_roster_are_named(lang: Any) -> None:
    names = {"windows": {"en": "Windows", "zh": "收件窗口"}, "issue": {"en": "Issue", "zh": "出件"}}
    asked = {
        "groups": names,
        "contracts": {name: {"group": name} for name in names},
        "answers": "roster",
        "interrupted": False,
    }
    tables = {
        "costs": pd.DataFrame(),
        "clashes": pd.DataFrame(),
        "roster": pd.DataFrame({"group": ["issue"], "hours": [38.0]}),
        "wishes": pd.DataFrame({"granted": []}),
        "certificates": pd.DataFrame({"weekday": ["week"], "lower": [38.0]}),
    }
    told = headline(asked, tables, lang)
    assert (names["windows"][lang] in told, names["issue"][lang] in told) == (True, False)
    both = pd.DataFrame({"group": ["issue", "windows"], "hours": [38.0, 40.0]})
    assert names["windows"][lang] not in headline(asked, tables | {"roster": both}, lang)
