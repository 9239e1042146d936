"""The compiled engine: the rules of `sim.engine.reference` as a loop over rows of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import config, njit, types
from numba.core.caching import FunctionCache
from numba.core.compiler import CompilerBase
from numba.extending import overload

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.counting import tally_from
from sim.engine.kernel.hall import hall_at, words_of
from sim.engine.kernel.jit import AS_A_PART, PLAIN_HALLS, WHOLE, compile_all, fingerprint
from sim.engine.kernel.loop import run
from sim.engine.kernel.pack import ROOM, hall_of
from sim.engine.kernel.rows import Rows, room
from sim.engine.memory import keep_at_hand
from sim.engine.turns import turn_of_others
from sim.plan import Plan
from sim.trace import Trace, trace_from
from sim.trace.tally import Kpis, Tally


def play(plan: Plan) -> Trace:
    """What happens in the hall of `plan`, on all its days: the same to the last bit as the reference engine's trace."""
    return trace(plan, _played(hall_of(plan)))


def count(plan: Plan, kpis: Kpis) -> Tally:
    """What the key figures of the hall of `plan` are made of, counted as it is played: no session is kept."""
    hall = _played(hall_of(plan, kpis))
    return tally_from(plan, kpis, hall, kept_always(hall))


def _played(hall: Hall) -> Hall:
    """The hall at the end of its days."""
    while not goes_to_the_end(hall):
        hall = with_more_room(hall)
    return hall


def goes_to_the_end(hall: Hall) -> bool:
    """Play on; whether all is over, or more room is wanted."""
    if config.DISABLE_JIT:
        return loop(by_name(hall))
    program, words = play_plain_on if hall.world["plain"][0] else play_on, words_of(hall)
    with turn_of_others():
        over: bool = program(words)
    return over


def by_name(hall: Hall) -> Hall:
    """The same hall, the fields of its rows at hand as their attributes; that makes each look at them slower."""
    return Hall(*(array.view(np.recarray) if _has_plain_rows(array) else array for array in hall))


def _has_plain_rows(array: Rows) -> bool:
    return array.dtype.names is not None and not isinstance(array, np.recarray)


GROWS = ("later", "soon", "tickets", "visits", "spells")
"""Arrays of which nobody knows beforehand how many rows will be wanted."""


def with_more_room(hall: Hall) -> Hall:
    """The same hall, with twice the room for what the loop stopped for want of."""
    name = GROWS[hall.world[0]["wants"]]
    rows: Rows = getattr(hall, name)
    more = room(rows.dtype, 2 * len(rows) + ROOM)
    more[: len(rows)] = rows
    return hall._replace(**{name: more})


def trace(plan: Plan, hall: Hall) -> Trace:
    """What the loop has written down."""
    world = hall.world[0]
    tickets, visits = hall.tickets[: world["tickets"]], hall.visits[: world["visits"]]
    columns: dict[str, Any] = {
        "stage": tickets["stage"],
        "queue": tickets["queue"],
        "ticket": tickets["time"],
        "call": tickets["call"],
        "start": tickets["start"],
        "end": tickets["end"],
        "released": tickets["released"],
        "clerk": tickets["clerk"],
        "outcome": tickets["outcome"],
        "visit": tickets["visit"],
        "visit_case": visits["case"],
        "visit_cause": visits["cause"],
        "visit_arrival": visits["arrival"],
        "visit_from": visits["begin"],
        "visit_left": visits["left"],
        "visit_outcome": visits["outcome"],
    }
    return trace_from(plan, columns | kept_always(hall))


def kept_always(hall: Hall) -> dict[str, Any]:
    """The columns of a trace about stages, cases, duties and tides."""
    world = hall.world[0]
    duties = hall.duties[: world["duties"]]
    return {
        "done": hall.done,
        "case_outcome": hall.outcomes,
        "over": hall.over,
        "duty_clerk": duties["clerk"].astype(np.int64),
        "duty_on": duties["on"].copy(),
        "duty_due": duties["due"].copy(),
        "duty_off": duties["off"].copy(),
        **_tides(hall, hall.spells[: world["spells"]]),
    }


def _tides(hall: Hall, spells: Rows) -> dict[str, Any]:
    """When tidal windows were open: those that have shut again, and those that still are."""
    still = np.flatnonzero(hall.groups["tide_is_open"])
    begin = np.append(spells["begin"], hall.groups["opened"][still])
    group = np.append(spells["group"], still)
    order = np.lexsort((group, begin))
    return {
        "tide_group": group[order].astype(np.int64),
        "tide_from": begin[order],
        "tide_to": np.append(spells["end"], np.full(len(still), np.nan))[order],
    }


def loop(w: Any) -> bool:
    """The loop, as a part of what is kept on disk."""
    done: bool = run(w)
    return done


@overload(loop, jit_options=AS_A_PART)
def _when_nothing_is_kept(w: Any) -> Any:
    """Called by numba while it compiles, and not when it has found on disk what it compiled before."""
    compile_all()

    def compiled_loop(w: Any) -> bool:
        done: bool = run(w)
        return done

    return compiled_loop


def _kept(name: str, made_of: str, pipeline: type[CompilerBase]) -> Any:
    """A program from disk, if it was made of the same; else compiled, and kept for the next time.

    Where nothing can be written, beside this file or in the user's folder for such things, it is compiled every time.
    """

    def play_on(words: Any) -> bool:
        made_of  # noqa: B018, what a function encloses is part of the name under which numba keeps it
        return loop(hall_at(words.ctypes.data))

    # Of two programs by one name, each from disk, the machine code of one would be taken for that of both.
    play_on.__name__ = play_on.__qualname__ = name
    try:
        return njit(nogil=True, cache=True, pipeline_class=pipeline)(play_on)
    except RuntimeError:
        return njit(nogil=True, pipeline_class=pipeline)(play_on)


MADE_OF = fingerprint(__file__)
play_on = _kept("play_on", MADE_OF, WHOLE)
play_plain_on = _kept("play_plain_on", MADE_OF, PLAIN_HALLS)
keep_at_hand()


WORDS_KIND = types.Array(types.int64, 2, "C")
"""What the loop is given, to the compiler."""


def get_ready() -> None:
    """Load the loop, for all halls and for plain ones, or compile it."""
    if not config.DISABLE_JIT:
        for program in (play_on, play_plain_on):
            program.compile((WORDS_KIND,))


def is_compiled() -> bool:
    """Whether the loop has been compiled on this machine, so that it need only be loaded."""
    return config.DISABLE_JIT or all(_is_at_hand(program) for program in (play_on, play_plain_on))


def _is_at_hand(program: Any) -> bool:
    """Whether a program is in memory, or on disk."""
    if program.signatures:
        return True
    kept = program._cache
    if not isinstance(kept, FunctionCache):
        return False
    key = kept._index_key((WORDS_KIND,), program.targetctx.codegen())
    return key in kept._cache_file._load_index()
