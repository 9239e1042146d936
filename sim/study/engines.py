"""Which engine plays the halls of a study, and whether both agree on what happens in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from sim import measures, streams
from sim.errors import Fault, InputError, ResultError
from sim.measures import difference_of
from sim.plan import Plan
from sim.spec import Spec, suggest
from sim.streams import Purpose, generator
from sim.trace import Trace
from sim.trace.tally import Kpis, Tally

REFERENCE, FAST, AUTO = "reference", "fast", "auto"
ENGINES = {REFERENCE: "sim.engine.reference", FAST: "sim.engine.fast"}
"""Modules that `play` a plan, by the name of the engine."""

SESSIONS, KPIS = "sessions", "kpis"
LEVELS = (SESSIONS, KPIS)
"""What is kept of a hall that is played: every session, or the numbers and sums that key figures are made of."""

SECONDS_A_CASE = 2.5e-4
"""What the reference engine takes for a case, about: 0.08 ms a session, of which a case has one to four."""
SECONDS_TO_LOAD = 1.0
"""What the fast engine takes before it plays."""
SECONDS_TO_COMPILE = 20.0
"""And what it takes to be compiled, once on a machine."""


def engine_named(name: str, specs: Iterable[Spec], replications: int, level: str = SESSIONS) -> str:
    """The name of the engine that `name`, perhaps `auto`, stands for. Raises `InputError` where there is none.

    `auto` is the reference engine where it would be done before the fast one has loaded; or has been compiled, if it
    must be. One replication of each hall is played by the reference engine in any case. Only the fast engine counts
    key figures as it plays.
    """
    if name not in (AUTO, *ENGINES):
        raise InputError(Fault(f"there is no engine {name!r}", suggest(name, [AUTO, *ENGINES]), "engine"))
    if level not in LEVELS:
        raise InputError(Fault(f"there is no level {level!r}", suggest(level, LEVELS), "level"))
    if level == KPIS:
        if name == REFERENCE:
            mend = "leave out one of --engine reference and --level kpis"
            raise InputError(Fault("the reference engine keeps every session", mend, "level"))
        return FAST
    if name != AUTO:
        return name
    saved = SECONDS_A_CASE * sum(map(_cases, specs)) * (replications - 1)
    if saved < SECONDS_TO_LOAD:
        return REFERENCE
    return FAST if saved > SECONDS_TO_COMPILE or is_compiled() else REFERENCE


def _cases(spec: Spec) -> float:
    """Cases that come to a hall in a replication, about."""
    by_day = sum(matter.cases_per_day for matter in spec.matters.values()) * spec.demand.volume
    return by_day * len(spec.calendar.open_days())


def is_compiled() -> bool:
    """Whether the fast engine has been compiled on this machine."""
    compiled: bool = import_module(ENGINES[FAST]).is_compiled()
    return compiled


def player(engine: str) -> Callable[[Plan], Trace]:
    """The `play` of an engine; each engine is imported when it is asked for."""
    play: Callable[[Plan], Trace] = import_module(ENGINES[engine]).play
    return play


def counter(engine: str) -> Callable[[Plan, Kpis], Tally]:
    """The `count` of an engine."""
    count: Callable[[Plan, Kpis], Tally] = import_module(ENGINES[engine]).count
    return count


def get_ready(engine: str) -> None:
    """Load an engine, and compile it if that has not been done: what it plays first is then no slower than all else."""
    module = import_module(ENGINES[engine])
    if engine == FAST:
        streams.get_ready()
        measures.get_ready()
        module.get_ready()


def to_be_checked(engine: str, variants: Iterable[str], seed: int, replications: int) -> dict[str, int]:
    """Of each variant the replication that the reference engine plays, too, as the seed will have it."""
    if engine == REFERENCE:
        return {}
    names = list(variants)
    drawn = generator(seed, 0, Purpose.PARITY).integers(replications, size=len(names))
    return dict(zip(names, drawn.tolist(), strict=True))


def hold_together(plan: Plan, trace: Trace, name: str) -> None:
    """Play a plan on the reference engine, too. Raises `ResultError` where `trace` is not the same to the last bit."""
    if difference := trace.difference(player(REFERENCE)(plan)):
        raise ResultError(
            f"the engines disagree on {name}: {difference} (fast, then reference). No result is given. "
            "Please report this; --engine reference plays by the other engine alone"
        )


def figures_hold(tally: Tally, trace: Trace, spec: Spec, name: str) -> None:
    """Raises `ResultError` where what was counted as a hall was played is not what its sessions come to."""
    if difference := difference_of(tally, trace, spec):
        raise ResultError(
            f"what was counted of {name} is not what its sessions come to: {difference} (counted, then of sessions). "
            "No result is given. Please report this; --level sessions keeps every session"
        )


Checked = Mapping[str, int] | None
"""By variant the replication that both engines played; None if that was not wanted."""
