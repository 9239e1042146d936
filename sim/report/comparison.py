"""The answer of a study as tables: means, goals, differences, and what else was asked for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.measures.kinds import SHARE
from sim.measures.kpis import IN_BINS
from sim.report.tables import Table, mean_and_interval
from sim.report.text import NOTHING, Lang, comma, counted, label, number, people, say
from sim.results import Results
from sim.spec import Goal
from sim.trace.tally import EVEN, WIDTH

if TYPE_CHECKING:
    import pandas as pd


class _Told(NamedTuple):
    """What is told of a measure: of one variant, or of a difference."""

    mean: float
    low: float
    high: float
    n: int


def comparison(results: Results, lang: Lang) -> list[Table]:
    """The answer of a study: means, goals if there are any, and differences from the first variant."""
    tables = [_means(results, lang), _goals(results, lang), _differences(results, lang)]
    if results.quantiles is not None:
        tables.append(_quantiles(results.manifest, results.quantiles, lang))
    if results.controls is not None:
        tables.append(_controls(results.manifest, results.controls, lang))
    return [table for table in tables if table.rows]


def of_hall(results: Results) -> dict[tuple[str, str], _Told]:
    """Mean and interval of each measure over the whole hall, by variant and measure."""
    frame = results.summary
    whole = frame[(frame["by"] == "hall") & (frame["level"] == "all")]
    keys = zip(whole["variant"], whole["measure"], strict=True)
    values = zip(whole["mean"], whole["low"], whole["high"], whole["n"], strict=True)
    return {key: _Told(*value) for key, value in zip(keys, values, strict=True)}


def _means(results: Results, lang: Lang) -> Table:
    told, manifest = of_hall(results), results.manifest
    variants = manifest["variants"]
    rows = [
        [_named(words, lang)] + [_cell(told.get((name, measure)), words["unit"]["en"]) for name in variants]
        for measure, words in _measures(results).items()
    ]
    days = next(iter(variants.values()))["spec"]["calendar"]["days"]
    notes = [say("of_replications", lang, n=manifest["replications"], days=days), *_days(manifest, lang)]
    notes += [
        *_precision(results, lang),
        _people(results, lang),
        *_of_level(results, lang),
        *_clocks(results, lang),
        *_gaps(results, told, lang),
    ]
    return Table(say("means", lang), [say("measure", lang), *_labels(variants, lang)], rows, notes)


def _precision(results: Results, lang: Lang) -> Iterable[str]:
    """How many replications there had to be, and what is less sure than was asked."""
    if not (precision := results.manifest.get("precision")):
        return
    yield say("sequential", lang, first=precision["first"], n=results.manifest["replications"])
    variants, words = results.manifest["variants"], _measures(results)
    for missed in precision["missed"]:
        halls = comma(lang).join(label(variants[name]["label"], lang) for name in missed["halls"])
        measure = label(words[missed["measure"]]["label"], lang)
        key = "less_sure" if missed["possible"] else "never_sure"
        yield say(key, lang, measure=measure, halls=halls, most=precision["most"])


def _of_level(results: Results, lang: Lang) -> Iterable[str]:
    """Which measures are left out where no session was kept, and which are read off bins."""
    if missing := results.manifest.get("left_out"):
        yield say("left_out", lang, measures=comma(lang).join(label(words, lang) for words in missing.values()))
    binned = [label(words["label"], lang) for name, words in _measures(results).items() if name in IN_BINS]
    if results.manifest.get("level") == "kpis" and binned:
        yield say("in_bins", lang, measures=comma(lang).join(binned), width=f"{WIDTH:g}", even=f"{EVEN:g}")


def _days(manifest: dict[str, Any], lang: Lang) -> Iterable[str]:
    """Which of the days are measured, if not all are; halls may differ in that."""
    parts = [variant["spec"]["calendar"] for variant in manifest["variants"].values()]
    told = ((part["days"], part.get("warm_up", 0), part.get("drain", 0)) for part in parts)
    for days, before, after in dict.fromkeys(told):
        if before or after:
            yield say("days_measured", lang, measured=days - before - after, days=days, warm_up=before, drain=after)


def _people(results: Results, lang: Lang) -> str:
    variants = results.manifest["variants"]
    labels = {name: label(variant["label"], lang) for name, variant in variants.items()}
    return people(results.manifest["people"], labels, lang)


def _measures(results: Results) -> dict[str, dict[str, Any]]:
    """The measures that are compared, each with its `label`, `unit` and `clock` in both languages."""
    return {name: results.manifest["catalogue"][name] for name in results.manifest["measures"]}


def _labels(variants: dict[str, Any], lang: Lang) -> list[str]:
    return [label(variant["label"], lang) for variant in variants.values()]


def _clocks(results: Results, lang: Lang) -> Iterable[str]:
    """From when to when time is counted, the measures that share a clock together."""
    by_clock: dict[str, list[str]] = {}
    for words in _measures(results).values():
        by_clock.setdefault(label(words["clock"], lang), []).append(label(words["label"], lang))
    for clock, names in by_clock.items():
        yield say("clock", lang, measures=comma(lang).join(names), clock=clock)


def _gaps(results: Results, told: dict[tuple[str, str], _Told], lang: Lang) -> Iterable[str]:
    """Notes on measures that rest on fewer replications than were played."""
    every, measures = results.manifest["replications"], _measures(results)
    if every < 2:
        yield say("few", lang)
    for (name, measure), found in told.items():
        if measure in measures and 0 < found.n < every:
            variant = label(results.manifest["variants"][name]["label"], lang)
            words = label(measures[measure]["label"], lang)
            yield say("rests_on", lang, measure=words, variant=variant, n=found.n, all=every)


def _goals(results: Results, lang: Lang) -> Table:
    """A row a goal; halls may be held to different ones."""
    told, variants = of_hall(results), results.manifest["variants"]
    goals = {name: variant["spec"]["targets"]["goals"] for name, variant in variants.items()}
    rows = []
    for measure, words in _measures(results).items():
        texts = {name: _goal(of[measure], words) for name, of in goals.items() if measure in of}
        for text in dict.fromkeys(texts.values()):
            verdicts = [
                verdict(goals[name][measure], told.get((name, measure)), lang) if texts.get(name) == text else NOTHING
                for name in variants
            ]
            rows.append([_named(words, lang), text, *verdicts])
    columns = [say("measure", lang), say("goal", lang), *_labels(variants, lang)]
    return Table(say("goals", lang), columns, rows, [say("goals_note", lang)], words=len(columns))


def _goal(goal: dict[str, Any], words: dict[str, Any]) -> str:
    sign, value = ("≤", goal["at_most"]) if goal["at_most"] is not None else ("≥", goal["at_least"])
    return f"{sign} {number(value, words['unit']['en'])}"


def verdict(goal: dict[str, Any], told: _Told | None, lang: Lang) -> str:
    """Whether a goal is met: by the whole interval, else by the mean."""
    if told is None or math.isnan(told.mean):
        return NOTHING
    met = Goal.model_validate(goal).met
    words = {True: say("met", lang), False: say("not_met", lang)}
    ends = {met(told.low), met(told.high)}
    if not math.isnan(told.low) and len(ends) == 1:
        return words[ends.pop()]
    return say("undecided", lang, by_mean=words[met(told.mean)])


def _differences(results: Results, lang: Lang) -> Table:
    variants, measures, frame = results.manifest["variants"], _measures(results), results.differences
    first = results.manifest.get("base") or next(iter(variants))
    others = [name for name in variants if name != first]
    found = {
        (row["measure"], row["b"]): _Told(row["mean"], row["low"], row["high"], row["n"])
        for row in frame[frame["a"] == first].to_dict("records")
    }
    rows = [
        [_named(words, lang, say("points", lang))]
        + [_cell(found.get((measure, b)), words["unit"]["en"], mark=True) for b in others]
        for measure, words in measures.items()
    ]
    pairs = len(set(zip(frame["a"], frame["b"], strict=True)))
    title = say("differences", lang, first=label(variants[first]["label"], lang))
    measured = counted(len(measures), "measure") if lang == "en" else len(measures)
    paired = counted(pairs, "pair") if lang == "en" else pairs
    notes = [say("family", lang, measures=measured, pairs=paired)]
    labels = _labels({name: variants[name] for name in others}, lang)
    return Table(title, [say("measure", lang), *labels], rows if others else [], notes)


def _cell(told: _Told | None, unit: str, mark: bool = False) -> str:
    """A mean with its interval; a star if that excludes 0 and the question is whether it does."""
    if told is None or math.isnan(told.mean):
        return NOTHING
    text = mean_and_interval(told.mean, told.low, told.high, unit)
    return text + " *" if mark and (told.low > 0.0 or told.high < 0.0) else text


def _named(words: dict[str, Any], lang: Lang, share: str = "%") -> str:
    """A measure with its unit; that of a share is `share`."""
    unit = share if words["unit"]["en"] == SHARE.en else label(words["unit"], lang)
    return f"{label(words['label'], lang)} [{unit}]"


def _quantiles(manifest: dict[str, Any], frame: pd.DataFrame, lang: Lang) -> Table:
    """What so many replications of each hall stay below, a row a measure and share."""
    variants = manifest["variants"]
    told = {
        (row["measure"], row["share"], row["variant"]): _bounds(row["value"], row["low"], row["high"], row["unit"])
        for row in frame.to_dict("records")
    }
    rows = [
        [_named(manifest["catalogue"][measure], lang), f"{100.0 * share:g}"]
        + [told.get((measure, share, name), NOTHING) for name in variants]
        for measure, share in dict.fromkeys((measure, share) for measure, share, _ in told)
    ]
    columns = [say("measure", lang), say("share_of_replications", lang), *_labels(variants, lang)]
    notes = [say("quantiles_note", lang, n=manifest["replications"])]
    return Table(say("quantiles", lang), columns, rows, notes)


def _bounds(value: float, low: float, high: float, unit: str) -> str:
    """A quantile with its interval; an end that too few replications leave open is a dash."""
    return NOTHING if math.isnan(value) else f"{number(value, unit)} ({number(low, unit)}, {number(high, unit)})"


def _controls(manifest: dict[str, Any], frame: pd.DataFrame, lang: Lang) -> Table:
    """Means and differences with control variates, and what these save of the variance."""
    variants = {name: label(found["label"], lang) for name, found in manifest["variants"].items()}
    rows = [
        [
            _named(manifest["catalogue"][row["measure"]], lang, "%" if not row["a"] else say("points", lang)),
            variants[row["b"]] if not row["a"] else say("less", lang, a=variants[row["a"]], b=variants[row["b"]]),
            _cell(_Told(row["mean"], row["low"], row["high"], row["n"]), row["unit"]),
            NOTHING if math.isnan(row["saved"]) else f"{100.0 * row['saved']:.0f}".replace("-", "\N{MINUS SIGN}"),
        ]
        for row in frame.to_dict("records")
    ]
    columns = [say("measure", lang), say("of_hall", lang), say("with_controls", lang), say("saved", lang)]
    return Table(say("controls", lang), columns, rows, [say("controls_note", lang)], words=2)
