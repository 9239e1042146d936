"""What a certificate of staffing says, in a sentence, in English and Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.report.text import LANGUAGES, Lang

_WORDS: dict[str, tuple[str, str]] = {
    "late": ("at most {late:g} % wait longer than {limit:g} min", "等候超过{limit:g}分钟者不超过{late:g}%"),
    "mean": (" and the mean wait is at most {mean:g} min", "、平均等候不超过{mean:g}分钟"),
    "period": ("in every period {level}", "每个时段{level}"),
    "day": ("over the day {level}", "全天{level}"),
    "exact_optimal": (
        "{cost} paid hours are the least with which {level}: waits are worked out exactly, and no cheaper plan of "
        "these shifts exists.",
        "在{level}的要求下，最少需要{cost}付薪工时：等候时间为精确计算，所给班次中不存在更省的方案。",
    ),
    "exact_gap": (
        "With {cost} paid hours {level}; no plan of these shifts that does so costs less than {lower}, so that at most "
        "{gap} % could still be saved: waits are worked out exactly.",
        "{cost}付薪工时可达到“{level}”；所给班次中能达到者不低于{lower}工时，最多还能节省{gap}%：等候时间为精确计算。",
    ),
    "statistical_optimal": (
        "With {cost} paid hours {level}, with {confidence:g} % confidence (from {fresh:,} fresh days); and with "
        "{confidence:g} % confidence no plan of these shifts that does so costs less (from {days:,} design days).",
        "{cost}付薪工时可达到“{level}”，置信度{confidence:g}%（由{fresh:,}个新抽取日验证）；所给班次中不存在更省的方案，"
        "置信度{confidence:g}%（由{days:,}个设计日得出）。",
    ),
    "statistical_gap": (
        "With {cost} paid hours {level}, with {confidence:g} % confidence (from {fresh:,} fresh days); with "
        "{confidence:g} % confidence no plan of these shifts that does so costs less than {lower} (from {days:,} "
        "design days), so that at most {gap} % could still be saved.",
        "{cost}付薪工时可达到“{level}”，置信度{confidence:g}%（由{fresh:,}个新抽取日验证）；所给班次中能达到者不低于{lower}"
        "工时，置信度{confidence:g}%（由{days:,}个设计日得出），最多还能节省{gap}%。",
    ),
    "exact_none": (
        "No plan of these shifts keeps the level that {level}: waits are worked out exactly.",
        "所给班次中没有方案能达到“{level}”：等候时间为精确计算。",
    ),
    "statistical_none": (
        "With {confidence:g} % confidence no plan of these shifts keeps the level that {level} (from {days:,} design "
        "days).",
        "所给班次中没有方案能达到“{level}”，置信度{confidence:g}%（由{days:,}个设计日得出）。",
    ),
    "exact_open": (
        "No plan was found in time with which {level}; none costs less than {lower} paid hours.",
        "限定时间内未找到能达到“{level}”的方案；能达到者不低于{lower}付薪工时。",
    ),
    "statistical_open": (
        "No plan was found in time, and validated, with which {level}; with {confidence:g} % confidence none costs "
        "less than {lower} paid hours (from {days:,} design days).",
        "限定时间内未找到并验证能达到“{level}”的方案；能达到者不低于{lower}付薪工时，置信度{confidence:g}%"
        "（由{days:,}个设计日得出）。",
    ),
    "several_plan": (
        "At a cost of {cost} {level}, of every class of people, with {confidence:g} % confidence (from {fresh:,} fresh "
        "days).",
        "费用{cost}的方案对各类办事人均可达到“{level}”，置信度{confidence:g}%（由{fresh:,}个新抽取日验证）。",
    ),
    "several_open": (
        "No shifts were found in time, and validated, with which, for every class of people, {level}.",
        "限定时间内未找到并验证对各类办事人均能达到“{level}”的班次。",
    ),
    "several_bound": (
        " None that do so cost less than {lower}, with as much confidence (from {days:,} design days), so that at most "
        "{gap} % could still be saved, if shares of late people are convex where they are low. That is not proven: "
        "{lines:,} lines were held against {probes:,} ways to open windows that keep the level, and {broken:,} that "
        "failed were left out. If only more skills help, and pools are so, none cost less than {pooled}.",
        "能达到者费用不低于{lower}，置信度相同（由{days:,}个设计日得出），最多还能节省{gap}%；前提是超时比例在低值处为凸，"
        "此处未经证明：{lines:,}条割线以{probes:,}种达标的开窗方式检验，另有{broken:,}条不成立者已舍去。"
        "若仅假定多技能有益且各合并窗口组满足凸性，则不低于{pooled}。",
    ),
    "sampled": (
        " With {confidence:g} % confidence none costs less than {sampled} (from {days:,} days that were drawn), so "
        "that at most {closer} % could still be saved.",
        "能达到者不低于{sampled}工时，置信度{confidence:g}%（由{days:,}个抽取日得出），最多还能节省{closer}%。",
    ),
    "convex": (
        " If shares of late people are convex where they are low{alike}, none costs less than {convex}, "
        "so that at most {closer} % could still be saved: {lines:,} lines were held against {held:,} ways to open "
        "windows that keep the level, and {broken:,} that failed were left out; it is not proven.",
        "若超时比例在低值处为凸{alike}，则能达到者不低于{convex}工时，最多还能节省{closer}%：{lines:,}条割线以{held:,}种达标的"
        "开窗方式检验，另有{broken:,}条不成立者已舍去；凸性未经证明。",
    ),
    "alike": (", and mean waits, too", "（平均等候亦然）"),
    "beyond": (
        " Of plans with more than {beyond:,} windows in a period nothing is said.",
        "对任一时段超过{beyond:,}个窗口的方案不作结论。",
    ),
    "assumed": (
        " What is said of cheaper plans assumes that one more window makes nobody later, which is not proven here.",
        "关于更省方案的结论假定多开一个窗口不会使任何人更晚，此处未经证明。",
    ),
}
CLOSE = 1e-9
"""Costs that differ by less are the same."""
SAFE = 1e-5
"""So are a cost and a bound by a linear programme that differ by a smaller share."""


def statement(kind: str, monotone: str, facts: Mapping[str, Any], lang: Lang) -> str:
    """What is certain of a plan, in a sentence or two.

    `kind` is `exact` or `statistical`, `monotone` `proven` or `assumed`. The facts: `cost` of the plan (infinite
    without one), `lower` bound (infinite where no plan can do), `confidence`, `days`, `fresh`, and the level: `limit`,
    `late`, `mean` (or null), `within` period or day; and `convex` (or null), the bound that rests on lines, with the
    numbers of `lines`, of windows `held` against them and of those `broken`; `sampled` (or null), a bound from `days`
    where waits are exact; and `beyond` how many windows in a period
    nothing is said (or null).
    """
    cost, lower = float(facts["cost"]), float(facts["lower"])
    shares = {"late": 100.0 * facts["late"], "confidence": 100.0 * facts["confidence"]}
    level = _say("late", lang, **{**facts, **shares})
    if facts["mean"] is not None:
        level += _say("mean", lang, **facts)
    blanks = {
        **facts,
        **shares,
        "cost": f"{cost:,.6g}",
        "lower": f"{lower:,.6g}",
        "gap": _closer(lower, cost),
        "level": _say(facts["within"], lang, level=level),
    }
    if cost == math.inf:
        ending = "none" if lower == math.inf else "open"
    else:
        ending = "optimal" if lower >= cost - CLOSE else "gap"
    told = _say(f"{kind}_{ending}", lang, **blanks)
    if facts["sampled"] is not None and ending in ("gap", "open"):
        sampled = float(facts["sampled"])
        told += _say("sampled", lang, **{**blanks, "sampled": f"{sampled:,.6g}", "closer": _closer(sampled, cost)})
    if facts["convex"] is not None and lower + CLOSE < facts["convex"] < math.inf and ending in ("gap", "open"):
        near = float(facts["convex"])
        convex = cost if near > cost * (1.0 - SAFE) else near
        alike = "" if facts["mean"] is None else _say("alike", lang)
        told += _say(
            "convex", lang, **{**blanks, "convex": f"{convex:,.6g}", "closer": _closer(convex, cost), "alike": alike}
        )
    if facts["beyond"] is not None:
        told += _say("beyond", lang, **facts)
    return told + _say("assumed", lang) if monotone == "assumed" else told


def _closer(lower: float, cost: float) -> str:
    """What could still be saved, in per cent."""
    return f"{100.0 * max(0.0, 1.0 - lower / cost) if cost < math.inf else 100.0:.2g}"


def of_several(facts: Mapping[str, Any], lang: Lang) -> str:
    """What is certain of shifts for several groups, and what that assumes, in a few sentences.

    The facts: `cost` (infinite without a plan), `lower` and `pooled` bounds, `confidence`, `days`, `fresh`, the level
    as `limit` and `late`, and the cuts: `lines`, `broken`, and the windows that are `probes` of them.
    """
    cost = float(facts["cost"])
    shares = {"late": 100.0 * facts["late"], "confidence": 100.0 * facts["confidence"]}
    level = _say("period", lang, level=_say("late", lang, **{**facts, **shares}))
    numbers = {key: f"{float(facts[key]):,.6g}" for key in ("cost", "lower", "pooled")}
    gap = f"{100.0 * max(0.0, 1.0 - float(facts['lower']) / cost):.2g}" if cost < math.inf else "100"
    blanks = {**facts, **shares, **numbers, "level": level, "gap": gap}
    told = _say("several_plan" if cost < math.inf else "several_open", lang, **blanks)
    return told + _say("several_bound", lang, **blanks)


def _say(key: str, lang: Lang, **blanks: Any) -> str:
    return _WORDS[key][LANGUAGES.index(lang)].format(**blanks)
