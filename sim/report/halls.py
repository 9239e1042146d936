"""Tables of what was asked, before anything is played: the halls of a scenario, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.config import Composed
from sim.plan import Station
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, named, say, weekday
from sim.spec import WEEKDAYS, Label, Spec, Variant, clock
from sim.spec.fields import Interval
from sim.spec.place import Hall
from sim.spec.staff import ClerkGroup, Scope, Shift

STATIONS = {
    "acceptance": Station.WINDOW,
    "enquiries": Station.ENQUIRIES,
    "guidance": Station.GUIDANCE,
    "machine": Station.MACHINE,
    "issue": Station.ISSUE,
    "help": Station.HELP,
    "back_office": Station.BACK_OFFICE,
}
"""The stations of a plan by what a spec calls them; in front first, behind last."""


def scenarios(found: Mapping[str, Label], lang: Lang) -> Table:
    """The packaged scenarios with their questions."""
    rows = [[name, getattr(question, lang)] for name, question in found.items()]
    return Table(say("scenarios", lang), [say("name", lang), say("question", lang)], rows, words=2)


def variants(composed: Composed, lang: Lang) -> Table:
    """The variants of a scenario, each with its own overrides."""
    rows = [
        [name, getattr(variant.label, lang), " ".join(_differences(variant)) or NOTHING]
        for name, variant in composed.scenario.variants.items()
    ]
    columns = [say(key, lang) for key in ("name", "label", "overrides")]
    return Table(say("variants", lang), columns, rows, words=3)


def _differences(variant: Variant) -> list[str]:
    """What is written of a variant: the levers that it pulls, and its overrides."""
    return [f"levers={','.join(variant.levers)}"] * bool(variant.levers) + list(variant.overrides)


def differing(composed: Composed, lang: Lang) -> Table:
    """Every key whose value differs between variants; where names differ, the names."""
    plain = {name: spec.model_dump(mode="json") for name, spec in composed.specs.items()}
    rows = [[".".join(path), *values] for path, values in _differing(list(plain.values()), ())]
    notes = [] if rows else [say("nothing_differs", lang)]
    columns = [say("key", lang), *plain]
    return Table(say("what_differs", lang), columns, rows, notes, words=len(columns))


def _differing(values: Sequence[Any], path: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], list[str]]]:
    if all(value == values[0] for value in values):
        return
    if path[-1:] == ("label",):
        return  # a name, and it stands in the table of variants
    if all(isinstance(value, dict) for value in values) and len({tuple(value) for value in values}) == 1:
        for key in values[0]:
            yield from _differing([value[key] for value in values], (*path, str(key)))
        return
    yield path, [_brief(value) for value in values]


def _brief(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(map(str, value)) or NOTHING
    if isinstance(value, list):
        return ", ".join(map(_brief, value)) or NOTHING
    return NOTHING if value is None else str(value)


def staff(name: str, spec: Spec, duty: Mapping[str, float], load: Mapping[str, float], lang: Lang) -> Table:
    """The clerk groups of a hall: how many, when, for what, how fast, and how loaded.

    `duty` is in minutes over the calendar, `load` a share of it, both by group.
    """
    hall = spec.hall
    model, hours = say(hall.service_model, lang), _hours(hall, lang)
    title = say("staff_of", lang, label=getattr(hall.label, lang), model=model, hours=hours)
    keys = ("group", "station", "scope", "duty", "clerks", "slowness", "hours_per_week", "load")
    rows = [
        [
            getattr(group.label, lang),
            _station(spec, group, lang),
            _serves(spec, group, lang),
            _duty(spec, group),
            _clerks(group, lang),
            f"{group.pace(spec.hall.slowness):g}",
            f"{duty[key] / 60.0:,.0f}",
            f"{100.0 * load[key]:.0f} %" if duty[key] else NOTHING,
        ]
        for key, group in spec.staff.groups.items()
    ]
    columns = [say(key, lang).replace("-", "-\n") for key in keys]  # a narrow terminal breaks within long words
    return Table(f"{name}: {title}", columns, rows, words=4)


def _hours(hall: Hall, lang: Lang) -> str:
    """Opening hours, and those of weekdays that differ."""
    ordinary = _spans(hall.hours)
    others = (f"{weekday(WEEKDAYS.index(day), lang)} {_spans(hours)}" for day, hours in hall.weekday_hours.items())
    return "; ".join([ordinary, *others])


def _spans(intervals: Iterable[Interval | Shift]) -> str:
    return ", ".join(f"{clock(interval.start)}-{clock(interval.end)}" for interval in intervals)


def _station(spec: Spec, group: ClerkGroup, lang: Lang) -> str:
    """Where a group works; at which site, where there are several."""
    place = named(STATIONS[group.station], lang)
    if len(spec.sites) < 2 or group.station == "back_office":
        return place
    site = spec.sites[group.site or next(iter(spec.sites))]
    return say("at_site", lang, queue=place, site=getattr(site.label, lang))


def _serves(spec: Spec, group: ClerkGroup, lang: Lang) -> str:
    if group.station not in ("acceptance", "back_office", "machine"):
        return say("whoever_comes", lang)
    first = _scope(spec, group.primary, lang)
    if group.secondary is None:
        return first
    return say("helps", lang, first=first, second=_scope(spec, group.secondary, lang))


def _scope(spec: Spec, scope: Scope, lang: Lang) -> str:
    if scope.all:
        return say("everything", lang)
    labels = [spec.departments[name] for name in scope.departments]
    labels += [spec.domains[name] for name in scope.domains]
    labels += [spec.matters[name].label for name in scope.matters]
    return ("、" if lang == "zh" else ", ").join(getattr(found, lang) for found in labels)


def _clerks(group: ClerkGroup, lang: Lang) -> str:
    if group.windows is not None:
        counts = [group.windows, *group.weekday_windows.values()]
        return say("windows", lang, n=max(number for count in counts for number in count.values()))
    return str(group.clerks if group.clerks is not None else sum(line.clerks for line in group.roster))


def _duty(spec: Spec, group: ClerkGroup) -> str:
    """The shifts that the group works, each once and on a line of its own."""
    names = dict.fromkeys([*group.shifts, *(name for line in group.roster for name in line.shifts)])
    return "\n".join(_spans([spec.staff.shifts[name]]) for name in names) or NOTHING
