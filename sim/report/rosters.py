"""A hall staffed: the sentences that go to its director."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report.roster_certificates import certificate
from sim.report.roster_texts import Tables, clerk, day, hours, is_late, kind, say
from sim.report.text import Lang, comma, label, weekday
from sim.spec import HALF_HOUR
from sim.spec.staffing import SHARED, STAY

RULES = ("sipp", "lagged_sipp", "mol", "isa")
"""Rules of thumb, asked for the target itself, as the plans are called."""


def headline(m: Mapping[str, Any], tables: Tables, lang: Lang) -> str:
    """What was found, what is known of cheaper plans, and what others would have asked."""
    said = [say("roster_interrupted", lang)] if m["interrupted"] else []
    if not tables["costs"].empty:
        said += [*_plan(m, tables, lang), certificate(m, tables, lang)]
    said += _people(m, tables, lang)
    return "\n".join(said)


def service(m: Mapping[str, Any], lang: Lang, asked: Mapping[str, Any] | None = None) -> str:
    """The service that was asked for, at the windows unless another one is meant."""
    asked = asked or m["service"]
    if asked["wait_over"] is not None:
        share, limit = f"{100.0 * asked['share']:g}", f"{asked['wait_over']:g}"
        told = say("service_over", lang, share=share, limit=limit)
    else:
        told = say("service_mean", lang, mean=f"{asked['mean_wait']:g}")
    each = "" if m["weekday"] == "each" else f"_{m['weekday']}"
    return say(f"within_{asked['within']}{each}", lang, service=told)


def line_label(m: Mapping[str, Any], line: str, lang: Lang) -> str:
    """What a line is called: as the groups that serve it."""
    names = [label(m["groups"].get(name) or m["others"].get(name), lang) or name for name in line.split(SHARED)]
    return say("stay", lang) if line == STAY else " + ".join(names)


def _money(m: Mapping[str, Any], value: float) -> str:
    return f"{value:,.0f} {m['currency']}"


def _plan(m: Mapping[str, Any], tables: Tables, lang: Lang) -> Iterator[str]:
    by_name: dict[str, Any] = {row["plan"]: row for row in tables["costs"].to_dict("records")}
    found, variant = by_name["found"], label(m["variants"][m["variant"]], lang)
    nobody = found["kept"] == "untried" and not m["interrupted"]
    keeps = m["verified"] and found["kept"] != "no" and not nobody
    key = f"{m['answers']}_head" if keeps else "not_tried" if m["interrupted"] or nobody else "not_kept"
    if keeps and found["kept"] == "perhaps":
        key += "_perhaps"
    if keeps and _lacks_people(m, tables):
        keeps, key = False, "roster_head_unknown" if tables["clashes"].empty else "roster_head_none"
    facts = {"hours": hours(found["hours"]), "money": _money(m, found["money"])}
    yield say(key, lang, variant=variant, service=service(m, lang), **facts)
    yield from _stays_open(m, tables["windows"], lang)
    if "sipp_equal" in by_name and keeps:
        equal = by_name["sipp_equal"]
        saved = float(equal["hours"] - found["hours"])
        facts = {"equal": hours(equal["hours"]), "saved": hours(abs(saved))}
        percent, money = f"{100.0 * saved / equal['hours']:.1f}", _money(m, equal["money"] - found["money"])
        unsure = found["kept"] == "yes" and equal["kept"] != "yes"
        key = "against_equal" if saved >= 0.0 else "against_unsure" if unsure else "against_more"
        yield say(key, lang, percent=percent, money=money, **facts)
    elif keeps and not m["interrupted"]:
        yield say("against_none", lang)
        yield from _against_rule(m, found, [row for name, row in by_name.items() if name in RULES], lang)
    for plan, key in (("sipp", "against_plain"), ("today", "against_today")):
        if plan in by_name and not pd.isna((row := by_name[plan])["value"]):
            yield say(key, lang, hours=hours(row["hours"]), value=_value(m, row, lang))


def _against_rule(m: Mapping[str, Any], found: Any, rules: Sequence[Any], lang: Lang) -> Iterator[str]:
    """What the cheapest rule of thumb that keeps the service asks for, if it is more than the plan."""
    rule = min((row for row in rules if row["kept"] == "yes"), key=lambda row: row["hours"], default=None)
    if rule is not None and (saved := float(rule["hours"] - found["hours"])) > 0.0:
        named = say(f"rule_named_{rule['plan']}", lang)
        percent, money = f"{100.0 * saved / rule['hours']:.1f}", _money(m, rule["money"] - found["money"])
        facts = {"hours": hours(rule["hours"]), "saved": hours(saved), "percent": percent, "money": money}
        yield say("against_rule", lang, rule=named, **facts)


def _stays_open(m: Mapping[str, Any], windows: pd.DataFrame, lang: Lang) -> Iterator[str]:
    """For how long a window is open at least, or how many are open for one half-hour alone."""
    if m["answers"] != "staff" or windows.empty:
        return
    if m["stays_open"] > HALF_HOUR:
        yield say("stays_open", lang, minutes=m["stays_open"])
        return
    days = windows.groupby(["group", "weekday"], sort=False)["windows"]
    beside = days.shift(1, fill_value=0) + days.shift(-1, fill_value=0)
    alone = int((windows["windows"] - beside).max())
    if alone > 0:
        yield say("opens_shortly", lang, windows=alone)


def _value(m: Mapping[str, Any], row: Mapping[str, Any], lang: Lang) -> str:
    late, value = is_late(m, row["group"]), row["value"]
    shown = f"{100.0 * value:.1f}" if late else f"{value:.1f}"
    return say("late_value" if late else "mean_value", lang, value=shown)


def _people(m: Mapping[str, Any], tables: Tables, lang: Lang) -> Iterator[str]:
    roster, wishes, clashes = tables["roster"], tables["wishes"], tables["clashes"]
    if not clashes.empty:
        for group, own in clashes.groupby("group", sort=False):
            told = _clash(m, own, lang)
            named = label(m["groups"][group], lang)
            yield told if len(m["groups"]) == 1 else say("no_roster_in", lang, group=named, told=told)
    elif not roster.empty:
        if without := _without(m, roster, lang):
            yield say("no_roster_of", lang, groups=without)
        weeks = tables["certificates"][tables["certificates"]["weekday"] == "week"]
        facts = {"hours": hours(roster["hours"].sum()), "lower": hours(weeks["lower"].sum()), "people": len(roster)}
        granted = say("wishes_granted", lang, granted=int(wishes["granted"].sum()), wishes=len(wishes))
        yield say("people_head", lang, **facts) + ("" if wishes.empty else granted)
    elif m["contracts"] and m["answers"] == "roster" and not m["interrupted"]:
        yield say("no_roster_known", lang)


def _without(m: Mapping[str, Any], roster: pd.DataFrame, lang: Lang) -> str:
    """The groups that have contracts, and for whose people no roster was found."""
    under = {one["group"] or next(iter(m["groups"])) for one in m["contracts"].values()}
    return comma(lang).join(label(m["groups"][name], lang) for name in sorted(under - {*roster["group"]}))


def _lacks_people(m: Mapping[str, Any], tables: Tables) -> bool:
    """Whether people were looked for, and none found for the shifts of any group, or those of one can have none."""
    wanted = bool(m["contracts"]) and m["answers"] == "roster"
    return wanted and (not tables["clashes"].empty or tables["roster"].empty)


def _clash(m: Mapping[str, Any], clashes: pd.DataFrame, lang: Lang) -> str:
    """The rules of a group that cannot all be kept."""
    rules = say("semicolon", lang).join(rule(m, row, lang) for row in clashes.to_dict("records"))
    if not clashes["sure"].all():
        return say("no_roster_unsure", lang, rules=rules)
    return say("no_roster" if len(clashes) > 1 else "no_roster_one", lang, rules=rules)


def rule(m: Mapping[str, Any], row: Mapping[Any, Any], lang: Lang) -> str:
    """A rule that clashes, in words."""
    what, who, which = row["rule"], row["who"], int(row["which"])
    facts: dict[str, Any] = {"who": clerk(m, who, lang)}
    if what in ("need", "ceiling"):
        facts["day"] = day(who, lang)
        if what == "need":
            facts |= {key: row[key] for key in ("windows", "half_hour")}
            facts["away"] = comma(lang).join(clerk(m, name, lang) for name in row["away"].split())
            what = "need_away" if row["away"] else what
    elif what == "people":
        facts["people"] = which
    elif what == "leave":
        facts["day"] = weekday(which, lang)
    elif what == "most":
        facts["who"] = kind(m, who, lang)
    elif what == "must":
        wish = m["wishes"][who][which]
        what = f"must_{wish['what']}"
        facts["of"] = day(wish["of"], lang) if wish["what"] == "day_off" else kind(m, wish["of"], lang)
    elif what in ("hours_min", "hours_max", "days_min", "days_max", "rest"):
        facts["value"] = m["contracts"][who]["rest_hours" if what == "rest" else what]
    return say(f"rule_{what}", lang, **facts)
