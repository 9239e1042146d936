"""What is told of cheaper plans of a hall that was staffed: its certificate, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.roster_texts import Tables, hours, is_late, say
from sim.report.text import Lang, comma, label


def certificate(m: Mapping[str, Any], tables: Tables, lang: Lang) -> str:
    """What is certain of cheaper plans, and whether this one keeps the service; or that it is not known."""
    days = tables["certificates"][tables["certificates"]["weekday"] != "week"]
    lower = float(days["lower"].sum())
    paid = float(tables["costs"].set_index("plan")["hours"].get("found", 0.0))
    gap = 100.0 * max(0.0, 1.0 - lower / paid) if paid else 0.0
    if not m["verified"]:
        missed = sum(len(places) for _, _, places in m["missed"])
        return say("certificate_untried", lang) if m["interrupted"] else say("certificate_not", lang, missed=missed)
    facts = {
        "paid": paid,
        "least": lower,
        "lower": hours(lower),
        "gap": f"{gap:.1f}",
        "days": m["weeks"] * m["replications"],
    }
    kept, kinds = _feasible(m, tables, lang), set(days["kind"])
    if m["jointly"]:
        return say("certificate_joint", lang, kept=kept)
    if kinds == {"exact"}:
        return say("certificate_exact", lang, **facts)
    if kinds <= {"statistical", "bounded"}:
        return _statistical(m, facts, kept, confirmed=kinds == {"statistical"}, lang=lang)
    told = say("certificate_heuristic", lang, kept=kept, **facts)
    if lower < m["convex"]:
        near = min(m["convex"], paid)
        told += say("convex_there", lang, lower=hours(near), gap=f"{100.0 * (1.0 - near / paid):.1f}")
    told += say("no_bound", lang)
    reasons = _why(m, lang)
    return told + (say("not_pools", lang, reasons=reasons) if reasons else "")


def _statistical(m: Mapping[str, Any], facts: Mapping[str, Any], kept: str, *, confirmed: bool, lang: Lang) -> str:
    """The bound of a hall whose groups are each one pool, and what is certain of its plan."""
    about = m["certificate"]
    share = {"confidence": f"{100.0 * about['confidence']:g}"}
    told = say("certificate_statistical", lang, **{**facts, **share, "days": about["days"], "pools": about["pools"]})
    if confirmed:
        key = "confirmed" if m["answers"] == "staff" else "confirmed_shifts"
        told += say(key, lang, fresh=about["fresh"], **share)
    told += say("plan_is", lang, kept=kept)
    if (convex := about["convex"]) is not None and convex["lower"] > facts["least"]:
        near = min(convex["lower"], facts["paid"])
        gap = f"{100.0 * (1.0 - near / facts['paid']):.1f}"
        told += say("convex", lang, **{**convex, "lower": hours(near), "gap": gap})
    return told + (say("assumed", lang) if about["assumed"] else "")


def _why(m: Mapping[str, Any], lang: Lang) -> str:
    """Why a group is not one pool; groups of which the same is to be said together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for group, reasons in m["certificate"]["beyond"].items():
        alike.setdefault(tuple(reasons), []).append(label(m["groups"][group], lang))
    told = []
    for reasons, named in alike.items():
        why = say("semicolon", lang).join(say(f"beyond_{reason}", lang) for reason in reasons)
        told += [say("beyond_of", lang, group=comma(lang).join(named), why=why)] if reasons else []
    return say("semicolon", lang).join(told)


def _feasible(m: Mapping[str, Any], tables: Tables, lang: Lang) -> str:
    """Whether the plan did on the last days, and its worst there."""
    found = next(row for row in tables["costs"].to_dict("records") if row["plan"] == "found")
    if not found["weekday"]:
        return say("verified_untried" if m["interrupted"] else "verified_nobody", lang)
    return say(f"verified_{found['kept']}", lang, worst=_worst(m, found))


def _worst(m: Mapping[str, Any], row: Mapping[Any, Any]) -> str:
    """The worst half-hour or day of a plan with its interval, in percent or minutes."""
    late = is_late(m, row["group"])
    value, low, high = (f"{(100.0 if late else 1.0) * row[key]:.1f}" for key in ("value", "low", "high"))
    return f"{value} ({low}, {high}){' %' if late else ' min'}"
