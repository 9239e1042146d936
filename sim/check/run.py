"""A check, and the only writer of baselines: what there is, held against what there was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sim.check.folder import FROZEN, Baselines, files, none_in, read
from sim.check.found import BASELINES, BY_HAND, PLANS, TIERS, Item, Report
from sim.check.halls import Hall, halls
from sim.check.look import Look
from sim.check.seal import is_sealed, put
from sim.check.work import Bench
from sim.errors import Fault, InputError
from sim.spec import suggest
from sim.study.engines import FAST, get_ready
from sim.study.runner import Progress
from sim.study.workers import crew


def checked(
    folder: Path,
    *,
    scenarios: Path | None = None,
    tiers: Sequence[str] = TIERS,
    engine: str = FAST,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Hold what there is against the baselines in a folder.

    `scenarios` is a folder of scenarios, the packaged one where none is given; `engine` plays their halls, frozen plans
    are played by both. Raises `InputError` for a folder without baselines, an unknown tier, no scenarios; `ResultError`
    where a hall cannot be played.
    """
    old = read(folder)
    if old == Baselines():
        raise none_in(folder)
    with _at_work(engine, jobs, tiers, progress) as look:
        report = look.at(old, _halls(scenarios, tiers))
    return replace(report, items=(_sealed(folder), *report.items))


def updated(
    folder: Path,
    reason: str,
    *,
    scenarios: Path | None = None,
    engine: str = FAST,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Write the baselines anew where anything moved, log why, and tell what moved; else write nothing.

    Raises `InputError` for an empty reason, for a folder without frozen plans, and as `checked`; `ResultError` where
    the engines differ, what is counted is not what sessions come to, or the disk does not take it.
    """
    if not reason.strip():
        raise InputError(Fault("a baseline is changed for a reason", "give it: --because '...'", "because"))
    old = read(folder) if folder.is_dir() else Baselines()
    if not old.frozen:
        mend = f"restore it as it was committed, or freeze plans: python tests/freeze_plans.py {folder}"
        raise InputError(
            Fault("there are no frozen plans: nothing would hold the rules", mend, file=str(folder / FROZEN))
        )
    with _at_work(engine, jobs, TIERS, progress) as look:
        found = look.at(old, _halls(scenarios, TIERS))
        report = replace(found, items=(_sealed(folder), *found.items))
        if report.moved or not report.same_streams:
            # What was changed by hand is not to be kept for what has not moved.
            kept = old if is_sealed(folder) else Baselines(frozen=old.frozen)
            put(folder, files(look.fresh(kept, report)), reason, _what(report))
    return report


@contextmanager
def _at_work(engine: str, jobs: int, tiers: Sequence[str], progress: Progress | None) -> Iterator[Look]:
    """Processes that look, and are at an end when this is left. Raises `InputError` for no tier, or no processes."""
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of workers, at least 1", "jobs"))
    for tier in tiers:
        if tier not in TIERS:
            raise InputError(Fault(f"there is no tier {tier!r}", suggest(tier, TIERS), "tier"))
    if not tiers:
        raise InputError(Fault("no tier is named", f"name some of {', '.join(TIERS)}", "tier"))
    if PLANS in tiers or engine == FAST:
        # Before the processes start: compiled once, it is loaded by all.
        get_ready(FAST)
    with crew(Bench(engine), jobs) as workers:
        yield Look(workers, tuple(tier for tier in TIERS if tier in tiers), progress or (lambda step: None))


def _halls(scenarios: Path | None, tiers: Sequence[str]) -> dict[str, Hall]:
    return {} if set(tiers) == {PLANS} else halls(scenarios)


def _sealed(folder: Path) -> Item:
    """Whether the baselines are as the only writer left them."""
    if not folder.is_dir() or is_sealed(folder):
        return Item(BASELINES, "seal")
    return Item(BASELINES, "seal", True, notes=(("seal_broken", {}),), cause=BY_HAND)


def _what(report: Report) -> str:
    """What moved, in a line for the log: numbers of items, and the largest relative change of each tier."""
    if not report.moved:
        undecided = f" Undecided: {len(report.undecided)}." if report.undecided else ""
        return f"Nothing moved but numpy's streams.{undecided}"
    parts = []
    for tier in (BASELINES, *TIERS):
        moved = [item for item in report.of(tier) if item.moved]
        if moved:
            largest = max(moved, key=lambda item: item.largest)
            by = f", at most by {100 * largest.largest:.2g} % ({largest.name})" if largest.largest else ""
            parts.append(f"{tier}: {len(moved)} of {len(report.of(tier))}{by}")
    return f"Moved: {'; '.join(parts)}. Comes from: {', '.join(report.causes)}."
