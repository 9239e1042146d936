"""Five people with everything, worked out on paper: the same five in today's hall and in the reformed one.

540 is 09:00. Of the five, 0 sets up a business and lacks a form, and a map that departments share; 1 lacks
the deed; 2 would file online; 3 has no photo, which is a lesser paper, and would book; 4 has a matter that the reformed
hall takes on a promise in place of the deed, and which is accepted with an error there. 0 and 2 are decided at once.
"""

from __future__ import annotations

from typing import Any

from halls import asked, desk, group, office, spec, task
from reading import at, done, ends, played, sessions, visits
from sim.spec import Spec
from sim.streams import Purpose
from sim.tape import Cause
from sim.trace import Trace

ONE_DAY = {"kind": "deterministic", "mean": 1}
PAPERS = {"form": 0.5, "deed": 0.5, "map": 0.5, "photo": 0.5}
MATTERS = {
    "setup": asked(
        task("tax", 8, papers=["form", "photo"]),
        task("land", 6, papers=["form", "deed", "map"], needs=[0], decision=ONE_DAY),
        papers=PAPERS,
        window_share=0.5,
        instant=0.5,
    ),
    "promise": asked(task("land", 10, decision=ONE_DAY), papers={"deed": 0.5}, window_share=0.5, instant=0.0),
}


def first(*values: float) -> list[float]:
    """Marks for the first time that each of four papers is missing; 1 for later times."""
    return [mark for value in values for mark in (value, 1.0, 1.0, 1.0)]


MARKS: dict[Purpose, Any] = {
    Purpose.PAPER: [
        [0.2, 0.9, 0.1, 0.9],
        [0.9, 0.2, 0.9, 0.9],
        [0.9, 0.9, 0.9, 0.9],
        [0.9, 0.9, 0.9, 0.2],
        [0.2, 0.9, 0.9, 0.9],
    ],
    Purpose.FOUND: [first(0.5, 1, 0.7, 1), first(1, 0.7, 1, 1), *[first(1, 1, 1, 1)] * 3],
    Purpose.MENDED: [first(0.4, 1, 1, 1), *[first(1, 1, 1, 1)] * 4],
    Purpose.INSTANT: [0.1, 0.9, 0.1, 0.9, 0.9],
    Purpose.ENQUIRY: [0.1, 0.9, 0.9, 0.9, 0.9],
    Purpose.ONLINE: [0.9, 0.9, 0.1, 0.9, 0.9],
    Purpose.BOOKING: [0.9, 0.9, 0.9, 0.1, 0.9],
    Purpose.NO_SHOW: [0.9] * 5,
    Purpose.DELIVERY: [0.9, 0.9, 0.1, 0.1, 0.9],
    Purpose.LAPSE: [0.9] * 5,
    Purpose.INSPECTION: [0.1] * 5,
    Purpose.BREACH: [0.1] * 5,
    Purpose.WRONG: [*[[0.9, 0.9]] * 4, [0.1, 0.9]],
    Purpose.WHICH: [[0.5, 0.5]] * 5,
    Purpose.ERROR: [*[[0.9] * 4] * 4, [0.3, 0.9, 0.9, 0.9]],
}
AGAIN = {
    Cause.PAPERS: [*[[(1, 600)]] * 3, [(2, 700)], [(1, 800)]],
    Cause.COLLECT: (1, 650),
}


def come(of: Spec) -> Trace:
    """What becomes of the five."""
    return played(
        of,
        [535, 541, 550, 560, 600],
        [[8, 6], [8, 6], [8, 6], [8, 6], [10, 0]],
        matters=[0, 0, 0, 0, 1],
        decision=[[0, 1], [0, 1], [0, 1], [0, 1], [2, 0]],
        punctuality=-5,
        marks=MARKS,
        again=AGAIN,
    )


def departmental() -> Spec:
    """A window a department, which hands out results, too; people come in person, and some take a wrong ticket."""
    return spec(
        {"tax": group(1, primary="tax"), "land": group(1, primary="land")},
        MATTERS,
        days=5,
        demand={"returns": {}},
        walk=0.5,
        setup=1.0,
        papers={"minutes": 0.25, "missing_again": 0.1},
        wrong_tickets={"share": 0.2, "minutes": 0.5},
        issue={"where": "window", "minutes": 2},
    )


def test_five_people_in_the_departmental_hall():
    """A session of tax is 1 + 8 + 2 x 0.25, of land 1 + 6 + 3 x 0.25; one that ends for a paper 1.5, or 1.75."""
    trace = come(departmental())
    assert sessions(trace) == [
        (0, "intake", 540, 540, 540.5, 542, "turned_back", 0),  # the form; at tax nobody asks for the map
        (1, "intake", 541, 542, 542.5, 552, "served", 0),
        (2, "intake", 550, 552, 552.5, 562, "served", 0),
        (1, "intake", 552, 552, 552.5, 554.25, "turned_back", 1),  # the deed
        (3, "intake", 560, 562, 562.5, 564, "turned_back", 0),  # the photo
        (2, "intake", 562, 562, 562.5, 570.25, "served", 1),  # the result at once, with no session of its own
        (4, "intake", 600, 600, 600.5, 601, "wrong_ticket", 0),
        (4, "intake", 601, 601, 601.5, 602.75, "turned_back", 1),  # the deed; 1 + 0.25
        (0, "intake", at(1, 600), at(1, 600), at(1, 600.5), at(1, 610), "served", 0),
        (1, "intake", at(1, 600), at(1, 600), at(1, 600.5), at(1, 608.25), "served", 1),
        (0, "intake", at(1, 610), at(1, 610), at(1, 610.5), at(1, 612.25), "turned_back", 1),  # the map
        (4, "intake", at(1, 800), at(1, 800), at(1, 800.5), at(1, 811.75), "served", 1),
        (0, "intake", at(2, 600), at(2, 600), at(2, 600.5), at(2, 608.25), "served", 1),
        (3, "intake", at(2, 700), at(2, 700), at(2, 700.5), at(2, 710), "served", 0),
        (3, "intake", at(2, 710), at(2, 710), at(2, 710.5), at(2, 718.25), "served", 1),
        (1, "issue", at(3, 650), at(3, 650), at(3, 650.5), at(3, 652.5), "served", 1),
        (3, "issue", at(4, 650), at(4, 650), at(4, 650.5), at(4, 652.5), "served", 1),
        (4, "issue", at(4, 650), at(4, 652.5), at(4, 653), at(4, 655), "served", 1),
    ]
    assert visits(trace) == [
        (0, "first", 535, 540, 542, "turned_back"),
        (1, "first", 541, 541, 554.25, "turned_back"),
        (2, "first", 550, 550, 570.25, "through"),
        (3, "first", 560, 560, 564, "turned_back"),
        (4, "first", 600, 600, 602.75, "turned_back"),
        (0, "papers", at(1, 600), at(1, 600), at(1, 612.25), "turned_back"),
        (1, "papers", at(1, 600), at(1, 600), at(1, 608.25), "through"),
        (4, "papers", at(1, 800), at(1, 800), at(1, 811.75), "through"),
        (0, "papers", at(2, 600), at(2, 600), at(2, 608.25), "through"),
        (3, "papers", at(2, 700), at(2, 700), at(2, 718.25), "through"),
        (1, "collect", at(3, 650), at(3, 650), at(3, 652.5), "through"),
        (3, "collect", at(4, 650), at(4, 650), at(4, 652.5), "through"),
        (4, "collect", at(4, 650), at(4, 650), at(4, 655), "through"),
    ]
    assert done(trace, 1) == [
        ("intake", 552),
        ("intake", at(1, 608.25)),
        ("decision", at(2, 608.25)),
        ("issue", at(3, 652.5)),
    ]
    assert [over for _, over in ends(trace)] == [at(2, 608.25), at(3, 652.5), 570.25, at(4, 652.5), at(4, 655)]
    assert {outcome for outcome, _ in ends(trace)} == {"done"}


def reformed() -> Spec:
    """One front desk of two clerks who are slower by half, reviews behind, one desk for results, and all else."""
    return spec(
        {
            "ask": desk("enquiries"),
            "guide": desk("guidance"),
            "front": group(2, slowness=1.5, intake_error=0.5),
            "tax": office(primary="tax"),
            "land": office(primary="land"),
            "out": desk("issue"),
        },
        MATTERS,
        days=5,
        model="integrated",
        demand={"returns": {}, "online": 0.3, "bookings": {"share": 0.5, "no_show": 0.2}},
        walk=0.5,
        setup=1.0,
        enquiries={"share": 0.4, "minutes": 2},
        guidance={"minutes": 1, "finds": 0.6, "mends": 0.5},
        papers={"minutes": 0.25, "missing_again": 0.1, "shared": ["map"], "tolerated": ["photo"], "lapse": 0.3},
        commitment={
            "matters": ["promise"],
            "papers": ["deed"],
            "inspected": 0.5,
            "minutes": 10,
            "breach": 0.5,
            "breach_minutes": 20,
        },
        reviews={},
        issue={"minutes": 2, "courier": 0.3},
        slots={"09:30": 1},
        head_start={"booked": 10},
        disturbances=[{"kind": "system_down", "groups": ["front"], "days": [0], "start": "10:00", "end": "10:15"}],
    )


def test_five_people_in_the_reformed_hall():
    """A session is 1 + 1.5 x (4 + 0.5) + 1.5 x (3 + 0.25) = 12.625; one that ends for a paper 1 + 1.5 x 0.75.

    Reviews are 1 + 4 at tax, then 1 + 3 at land.
    """
    trace = come(reformed())
    assert sessions(trace) == [
        (0, "enquiry", 540, 540, 540, 542, "served", 0),
        (1, "guidance", 541, 541, 541, 542, "served", 1),  # the deed is overlooked
        (0, "guidance", 542, 542, 542, 543, "served", 1),  # the form is found and mended
        (1, "intake", 542, 542, 542.5, 544.625, "turned_back", 2),
        (0, "intake", 543, 543, 543.5, 556.125, "served", 3),
        (2, "intake", 550, 550, 550, 559.5, "served", 4),  # online, at tax: 1 + 8 + 0.5
        (0, "review", 556.125, 559.5, 559.5, 564.5, "served", 4),
        (2, "intake", 559.5, 559.5, 559.5, 567, "served", 5),  # then at land: 1 + 6 + 0.5, as the map is shared
        (0, "review", 564.5, 567, 567, 571, "served", 5),
        (3, "guidance", 565, 565, 565, 566, "served", 1),  # five minutes before the slot
        (3, "intake", 566, 566, 566.5, 579.125, "served", 2),  # the photo may follow
        (0, "issue", 571, 571, 571, 573, "served", 6),
        (3, "review", 579.125, 579.125, 579.125, 584.125, "served", 4),
        (3, "review", 584.125, 584.125, 584.125, 588.125, "served", 5),
        (4, "guidance", 600, 600, 600, 601, "served", 1),
        (4, "intake", 601, 615, 615.5, 624, "served", 3),  # the system was down; 1 + 1.5 x 5, and no paper
        (4, "review", 624, 624, 624, 630, "error", 5),
        (4, "intake", 630, 630, 630.5, 631.5, "served", 2),  # put right at once; no papers: set-up alone
        (4, "review", 631.5, 631.5, 631.5, 637.5, "served", 5),
        (4, "issue", 637.5, 637.5, 637.5, 639.5, "served", 6),
        (4, "inspection", 639.5, 639.5, 639.5, 669.5, "served", 5),  # 10, and 20 for the breach
        (1, "guidance", at(1, 600), at(1, 600), at(1, 600), at(1, 601), "served", 1),
        (1, "intake", at(1, 601), at(1, 601), at(1, 601.5), at(1, 614.125), "served", 2),
        (1, "review", at(1, 614.125), at(1, 614.125), at(1, 614.125), at(1, 619.125), "served", 4),
        (1, "review", at(1, 619.125), at(1, 619.125), at(1, 619.125), at(1, 623.125), "served", 5),
        (1, "issue", at(3, 650), at(3, 650), at(3, 650), at(3, 652), "served", 6),
    ]
    assert visits(trace) == [
        (0, "first", 535, 540, 573, "through"),
        (1, "first", 541, 541, 544.625, "turned_back"),
        (3, "first", 565, 565, 579.125, "through"),
        (4, "first", 600, 600, 639.5, "through"),
        (1, "papers", at(1, 600), at(1, 600), at(1, 614.125), "through"),
        (1, "collect", at(3, 650), at(3, 650), at(3, 652), "through"),
    ]
    assert done(trace, 2) == [("intake", 559.5), ("intake", 567), ("delivery", at(1, 567))]
    assert done(trace, 3) == [
        ("guidance", 566),
        ("intake", 579.125),
        ("review", 584.125),
        ("review", 588.125),
        ("decision", at(1, 588.125)),
        ("supplement", at(2, 579.125)),
        ("delivery", at(3, 579.125)),
    ]
    assert [over for _, over in ends(trace)] == [573, at(3, 652), at(1, 567), at(3, 579.125), 639.5]
    assert {outcome for outcome, _ in ends(trace)} == {"done"}
