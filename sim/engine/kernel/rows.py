"""The rows that the compiled loop works on."""

from __future__ import annotations

from ctypes import addressof, c_char
from typing import Any

import numpy as np

WHOLE, REAL, TRUTH, SMALL = np.dtype("i8"), np.dtype("f8"), np.dtype("?"), np.dtype("i1")
HALF = np.dtype("i4")

Rows = Any
"""An array of records, its fields read and written by name."""

NO_TICKET = -1


def _row(**fields: str) -> np.dtype[Any]:
    return np.dtype(list(fields.items()), align=True)


WORLD = _row(
    now="f8",
    recall="f8",
    tell="f8",
    balking="i8",
    last_resort="i8",
    margin="i8",
    wants="i8",
    comes="i8",
    comes_at="f8",
    opens="f8",
    there="i8",
    away="i8",
    door="i8",
    next_row="i8",
    turns_at="f8",
    next_morning="i8",
    midnight="f8",
    slots_a_minute="f8",
    open_days_before="i8",
    is_open_today="?",
    soon="i8",
    later="i8",
    spare="i8",
    slot="i8",
    next_slot="f8",
    serial="i8",
    tickets="i8",
    first_newcomer="i8",
    visits="i8",
    duties="i8",
    spells="i8",
    inside="i8",
    lines="i8",
    lines_helped="i8",
    looked_at="i8",
    free="i8",
    first_to_go_on="i8",
    last_to_go_on="i8",
    heads="i8",
    occurrences="i8",
    errors="i8",
    paces="i8",
    begun="?",
    open="?",
    closed="?",
    dispatch_is_due="?",
    look_everywhere="?",
    serve_out="?",
    alis="?",
    one_ticket="?",
    experts="?",
    tidal="?",
    agents="?",
    some_stay_away="?",
    differ="?",
    counting="?",
    plain="?",
    first_day="i8",
    last_day="i8",
    days="i8",
    counts_from="f8",
    counts_until="f8",
    cell="i8",
    cell_until="f8",
)
"""The one row about the hall as a whole: its clock, its manners, and how many rows of each kind are in use."""

CASE = _row(
    # its stages, the first the lowest bit: what they are
    in_person="i8",
    at_desk="i8",
    behind="i8",
    needed="i8",
    # and what has become of them
    settled="i8",
    wrong="i8",
    begun="i8",
    held="i8",
    expected="i8",
    # where they are
    first="i4",
    last="i4",
    # the case
    turned_back="i4",
    awaits="?",
    by_machine="?",
    told_of_papers="?",
    coming="?",
    # the visit under way
    inside="?",
    state="i1",
    cause="i1",
    seeks_help="?",
    ended="i1",
    expects="?",
    passed="i4",
    visit="i4",
    stage="i4",
    place_inside="i4",
    next_to_go_on="i4",
)

COMING = _row(at="f8", begin="f8", agent="i4", cause="i1", late="?")
"""By case: the visit that is to come."""

AGENT = _row(
    agent="i4",
    following="i4",
    first_visit="i4",
    last_visit="i4",
    visit_before="i4",
    visit_after="i4",
    expects="i4",
)
"""By case: whose visit is under way, known by the first of the agent's cases; of that one, the case that comes next and
the visits under way; of all, the neighbours among these, and from which case on more is expected."""

STAGE = _row(
    needs="i8",
    minutes="f8",
    patience="f8",
    case="i4",
    accepted_at="i4",
    accepted_by="i4",
    queue="i4",
    tasks="i4",
    tasks_end="i4",
    tickets="i4",
    role="i4",
    head="i1",
    errors="i1",
    by_file="?",
    silent="?",
    told="?",
    mistaken="?",
    lacks="?",
)
"""A stage in one line of the processor's: its minutes are those of set-up, or beyond the days that go by."""

PIECE = _row(minutes="f8", factor="f8", check="f8", kind="i4", column="i4")
"""What a stage does of a task. Its minutes are the same for everybody, or `factor` times a column of what the tape has
drawn for the person, and `minutes`."""

SAME = -1
"""In place of such a column."""

PAPER = _row(limit="i4", times="i4", tolerated="?", known="?", mended="?")

QUEUE = _row(
    walk="f8",
    station="i1",
    behind="?",
    tidal="?",
    has_helpers="?",
    own="i4",
    own_end="i4",
    helpers="i4",
    helpers_end="i4",
    fronts="i4",
    fronts_end="i4",
    timers="i4",
    timers_end="i4",
    waiting="i4",
    expected="i8",
    place_in_lines="i4",
    is_helped="?",
    is_looked_at="?",
)

LANE = _row(first="i4", last="i4")
"""Tickets of one queue with the same head start: who came first is the most senior."""

GROUP = _row(
    # now
    first_free="i4",
    last_free="i4",
    free="i4",
    troubles="i4",
    at_windows="i4",
    too_many="i4",
    opened="f8",
    decided="i8",
    tide_is_open="?",
    has_decided="?",
    is_needed="?",
    # as planned
    closes="i1",
    behind="?",
    tidal="?",
    breadth="i4",
    first="i4",
    last="i4",
    queues="i4",
    queues_end="i4",
    fronts="i4",
    fronts_end="i4",
    comings="i4",
    comings_end="i4",
    help_over="i8",
    help_after="f8",
    open_over="i8",
    open_after="f8",
    close_under="i8",
    open_delay="f8",
    close_delay="f8",
    error_share="f8",
)

CLERK = _row(
    idle_since="f8",
    group="i4",
    state="i1",
    busy="?",
    free="?",
    before="i4",
    after="i4",
    duty="i4",
    since="f8",
    # what the clerk is busy with
    at_work="?",
    until="f8",
    ticket="i4",
    will_be="i1",
    ends="i8",
    # what was left on the table
    put_down="?",
    minutes_left="f8",
    ticket_left="i4",
    left_will_be="i1",
)

ROW = _row(time="f8", value="i8", draw="i8", index="i4", mark="i1")
"""A row of the calendar."""

TICKET = _row(
    time="f8",
    call="f8",
    start="f8",
    end="f8",
    released="f8",
    stage="i4",
    visit="i4",
    clerk="i4",
    before="i4",
    after="i4",
    queue="i2",
    outcome="i1",
    head="i1",
)

VISIT = _row(arrival="f8", begin="f8", left="f8", case="i4", cause="i1", outcome="i1")

DUTY = _row(on="f8", due="f8", off="f8", clerk="i4")

SPELL = _row(begin="f8", end="f8", group="i4")

LEVEL = _row(
    taken="i4",
    served="i4",
    ended="i4",
    left="i4",
    silent="i4",
    wait="f8",
    any_wait="f8",
    service="f8",
    longest="f8",
)
"""What is counted of tickets in a level of a dimension, where no session is kept; the same of visits and of cases:"""

VISITS = _row(visits="i8", first="i8", minutes="f8")

SUMS = _row(
    in_hall="f8",
    inside="f8",
    left="f8",
    waited="f8",
    at_stations="f8",
    at_issue="f8",
    window_tickets="i4",
    errors="i4",
    turned_back="?",
    seen="?",
    turned_back_at_first="?",
)

EVENT = _row(time="f8", key="i8", serial="i8", index="i4", what="i1")

ANNOUNCED = _row(time="f8", key="i8", serial="i8", index="i4", after="i4", what="i1")
"""An event of another slot of time, and the next one of that slot."""

LINE = 64
"""Bytes that a processor fetches at once: rows of this length begin where these do."""


def blank(kind: np.dtype[Any], number: int) -> Rows:
    """So many rows, nothing in them."""
    found = room(kind, number)
    found.view(np.uint8)[:] = 0
    return found


def room(kind: np.dtype[Any], number: int) -> Rows:
    """So many rows, of which each is written before it is read."""
    size = number * kind.itemsize
    memory = np.empty(size + LINE, dtype=np.uint8)
    return np.ndarray((number,), kind, memory, -address_of(memory) % LINE)


def address_of(array: Rows) -> int:
    """Where an array that lies in one piece begins; 0 for one with nothing in it."""
    if not array.size:
        return 0
    # What says what its rows are like would have to be put into words, too.
    plain = array if array.dtype.names is None else array.view(np.uint8)
    if plain.flags.writeable:
        # In an eighth of the time that the other way takes.
        return addressof(c_char.from_buffer(plain))
    address: int = plain.ctypes.data
    return address


def fill(to: Rows, **columns: Any) -> Rows:
    """The same rows, with these values in the columns of those names."""
    for name, column in columns.items():
        to[name] = column
    return to


def neighbours(rows: Rows, first: str, last: str) -> Rows:
    """(rows, columns) Columns of one kind that stand side by side, from the `first` to the `last`, as they stand."""
    kind, begin = rows.dtype.fields[first]
    size, stride = kind.itemsize, rows.dtype.itemsize
    number = (rows.dtype.fields[last][1] - begin) // size + 1
    if not len(rows):
        # There is no memory in which columns could begin.
        return np.empty((0, number), kind)
    return np.ndarray((len(rows), number), kind, rows, begin, (stride, size))
