"""The words for tidal windows, in English and Chinese; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.words import Pair

TIDAL: dict[str, Pair] = {
    "tidal_cost": (
        "{variant}: no tidal windows, rules ({rules}) and as many timetables, x {replications} replications = "
        "{plays:,} plays.",
        "“{variant}”：无潮汐窗口、规则（{rules}种）及同样多的固定排班，×{replications}次重复＝{plays:,}次模拟。",
    ),
    "tidal_best": (
        "Of these rules the {best} {measure} has: open when more than {over} wait, shut when fewer than {under} do. "
        "Against no tidal windows it changes by {none} {unit}; reviewers are at windows for {hours} clerk-hours a day.",
        "所试规则中{measure}{best}的是：排队超过{over}人时开，少于{under}人时关。与无潮汐窗口相比变化{none} {unit}；"
        "后台人员每日在窗口{hours}工时。",
    ),
    "tidal_better": (
        "The same clerk-hours by the clock do less well: the rule's {measure} is {apart} {unit} apart from the "
        "timetable's.",
        "同样工时改为固定排班则不如规则：规则的{measure}与固定排班相差{apart} {unit}。",
    ),
    "tidal_worse": (
        "The same clerk-hours by the clock do better: the rule's {measure} is {apart} {unit} apart from the "
        "timetable's.",
        "同样工时改为固定排班反而更好：规则的{measure}与固定排班相差{apart} {unit}。",
    ),
    "tidal_alike": (
        "Whether the same clerk-hours by the clock do as well is not decided: the rule's {measure} is {apart} {unit} "
        "apart from the timetable's.",
        "同样工时改为固定排班是否相当，尚不能判定：规则的{measure}与固定排班相差{apart} {unit}。",
    ),
    "tidal_longer": (
        "But with the rule {measure} changes by {longer} {unit}: read it beside the wait.",
        "但规则使{measure}变化{longer} {unit}，须与等候一并看。",
    ),
    "tidal_never": (
        "With none of these rules do reviewers come forward.",
        "所试规则下，后台人员从未到前台。",
    ),
    "tidal_bars": (
        "Bars and band: 95 % intervals of the mean over replications.",
        "竖线与灰带：各次重复均值的95%置信区间。",
    ),
    "tidal_halls": ("Tidal windows: {label}", "潮汐窗口：{label}"),
    "tidal_apart": ("What the rules change", "规则带来的变化"),
    "tidal_hall": ("Hall", "方案"),
    "tidal_hours": ("At windows [clerk-hours a day]", "在窗口 [工时/日]"),
    "tidal_none": ("no tidal windows", "无潮汐窗口"),
    "tidal_rule": (
        "open over {over}, shut under {under} ({over}/{under})",
        "超过{over}人开、少于{under}人关（{over}/{under}）",
    ),
    "tidal_timetable": ("by the clock, as many hours (as {over}/{under})", "固定排班，同样工时（对应{over}/{under}）"),
    "tidal_same_hours": ("by the clock", "固定排班"),
    "tidal_of": ("{over}/{under} less {other}", "{over}/{under}减去{other}"),
    "tidal_halls_note": (
        "Means over {n} replications with 95 % t-intervals; the same people come to all halls. By the clock: in each "
        "half-hour as many reviewers at windows as the rule had there on average, in whole clerks with the same sum; "
        "they are the same on all days, and who is still busy when the half-hour turns counts as busy in both places.",
        "{n}次重复的均值，括号内为95% t置信区间；各方案接待同一批办事人。固定排班：每个半小时在窗口的后台人数"
        "取规则下的平均数，取整而总数不变；每日相同，换岗时手头未完的，两处均计为忙。",
    ),
    "tidal_apart_note": (
        "Paired by replication. In each column all {statements} intervals hold together at 95 % (Bonferroni). * marks "
        "those that exclude 0.",
        "按重复配对。每列的{statements}个置信区间同时成立的概率为95%（Bonferroni校正）。*表示区间不含0。",
    ),
    "tidal_title": ("Tidal windows against a timetable", "潮汐窗口与固定排班"),
    "tidal_subtitle": (
        "{label}. Each pair of marks is a rule (open over / shut under) and a timetable of as many clerk-hours of "
        "reviewers at windows; the line is the hall without either.",
        "{label}。每对标记为一种规则（超过几人开/少于几人关）与同样工时的固定排班；横线为两者皆无。",
    ),
    "tidal_x": ("Reviewers at windows [clerk-hours a day]", "后台人员在窗口 [工时/日]"),
    "tidal_by_rule": ("by the rule", "按规则"),
    "tidal_by_clock": ("by the clock", "按固定排班"),
}
