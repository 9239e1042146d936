"""The words for how many clerks halls need, in English and Chinese; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.words import Pair

SIZING: dict[str, Pair] = {
    "size_cost": (
        "{halls} to size: about {plays:,} plays; chosen on {design} replications, judged on {fresh} fresh ones. An "
        "interrupt (Ctrl-C) keeps what has been found by then.",
        "测算{halls}个方案：约需模拟{plays:,}次；以{design}次重复选取，另以{fresh}次未参与选取的重复检验。"
        "中断（Ctrl-C）时保留已得结果。",
    ),
    "size_today": (
        "Today, {hall}: {windows} at windows, {people} on duty, mean wait {wait} min, {cost} {currency} a day.",
        "现状（{hall}）：窗口{windows}人，在岗{people}人，平均等候{wait}分钟，每日成本{cost}{currency}。",
    ),
    "size_becomes": (
        "{hall}: {become} {windows}, people on duty from {people_before} to {people}. Mean wait {wait} "
        "min, {late} % wait over {limit} min, {left} % give up: {kept} with 95 % confidence ({n} fresh replications). "
        "{cost} {currency} a day. Erlang C on the load of each half-hour, the most of the day, would ask {erlang} on "
        "duty.",
        "{hall}：窗口由{before}人变为{windows}人，在岗由{people_before}人变为{people}人。平均等候{wait}分钟，"
        "等候超{limit}分钟者占{late}%，弃号{left}%：{kept}，把握95%（另作{n}次未参与选取的重复）。每日成本{cost}{currency}。"
        "若逐半小时按Erlang C负荷取全天最大值，需在岗{erlang}人。",
    ),
    "size_goals_kept": ("all goals kept", "各项目标均达到"),
    "size_goals_open": ("goals not shown to be kept", "尚不能证明各项目标均达到"),
    "certificate": ("Certificate", "结论性质"),
    "certificate_statistical": ("statistical", "统计性"),
    "certificate_heuristic": ("heuristic, verified feasible", "启发式，已验证可行"),
    "certificate_unverified": ("not verified", "未验证"),
    "size_least_one": (
        "Certificate, statistical: with {fewer} at the windows a goal is missed ({measure} {seen} {unit}, limit "
        "{goal}; 95 %).",
        "结论性质：统计性。窗口{fewer}人时未达到目标（{measure}{seen}{unit}，目标{goal}；把握95%）。",
    ),
    "size_least_between": (
        "Certificate, statistical: with {fewer} at the windows a goal is missed ({measure} {seen} {unit}, limit "
        "{goal}; 95 %); from {low} to {high} it is open.",
        "结论性质：统计性。窗口{fewer}人时未达到目标（{measure}{seen}{unit}，目标{goal}；把握95%）；{low}至{high}人之间未定。",
    ),
    "size_least_open": (
        "Certificate, statistical: it keeps to the goals; whether fewer at the windows would do is open.",
        "结论性质：统计性。已验证达到目标；窗口人员能否更少，尚未确定。",
    ),
    "size_least_several": (
        "Certificate: heuristic, verified feasible. In {misses} of {groups} groups a clerk less misses a goal (95 % "
        "each){work}{open}. Another mix might do with fewer; no fewer than {least} on duty can do the work alone.",
        "结论性质：启发式，已验证可行。{groups}个人员组中，{misses}组减1人即未达到目标（各自把握95%）{work}{open}。"
        "换一种配置或可更少；仅完成工作量本身即至少需在岗{least}人。",
    ),
    "size_least_work": (", in {work} the work would not be done", "，{work}组减1人则工作量无法完成"),
    "size_least_undecided": ("; open: {groups}", "；未定：{groups}"),
    "size_least_none": (
        "Certificate: it keeps to the goals, and fewer than one clerk at the windows is none.",
        "结论性质：已验证达到目标；窗口只有1人，不能再少。",
    ),
    "size_least_unverified": (
        "Not verified: the bounds of the goals are not seen to keep to them.",
        "未验证：各目标的置信限尚不能证明达到目标。",
    ),
    "size_interrupted": (
        "Interrupted: only what was found by then is told. A hall without a certificate has not been judged.",
        "已中断：仅列出此前所得。未注明结论性质的方案尚未检验。",
    ),
    "size_halls": ("What each hall needs", "各方案所需人员"),
    "size_hall": ("Hall", "方案"),
    "size_on_duty": ("On duty", "在岗人数"),
    "size_at_windows": ("At windows", "窗口人数"),
    "size_cost_a_day": ("Cost a day [{currency}]", "每日成本 [{currency}]"),
    "hall_today": ("{label}, today", "{label}，现状"),
    "hall_sized": ("{label}, sized", "{label}，测算"),
    "hall_erlang_c": ("{label}, by Erlang C", "{label}，按Erlang C"),
    "size_halls_note": (
        "Means on fresh replications ({n}) with 95 % t-intervals by regression on the cases and the work that came "
        "(Lavenberg and Welch 1981). Of what was not seen on any day the upper end is that of the share of days that "
        "have any (rule of three, Hanley and Lippman-Hand 1983). Today and sized are played on the same tapes.",
        "未参与选取的重复（{n}次）的均值，括号内为以到访人数和工作量作回归的95% t置信区间（Lavenberg与Welch，1981）。"
        "各日均未出现者，上限取其出现之日所占比例的上限（三分法则，Hanley与Lippman-Hand，1983）。现状与测算共用随机数。",
    ),
    "size_groups": ("Clerks of each group: {label}", "各人员组人数：{label}"),
    "group_of_clerks": ("Clerk group", "人员组"),
    "measure_of_goal": ("Measure", "指标"),
    "size_now": ("Today", "现状"),
    "size_sized": ("Sized", "测算"),
    "size_work": ("Work [clerks]", "工作量 [人]"),
    "size_erlang": ("Erlang C", "Erlang C"),
    "size_one_less": ("With fewer", "若减人"),
    "size_misses": ("{fewer}: misses {measure} {seen}", "{fewer}人：未达到{measure}{seen}"),
    "size_open": ("{fewer}: open", "{fewer}人：未定"),
    "size_undone": ("{fewer}: work not done", "{fewer}人：工作无法完成"),
    "size_untried": ("not tried", "未试"),
    "kept_roster": ("kept: it has a roster", "保留：已有排班表"),
    "kept_windows": ("kept: windows by half-hour", "保留：按半小时给定窗口数"),
    "kept_machines": ("kept: machines", "保留：自助机"),
    "kept_no_queue": ("kept: nobody queues there", "保留：无人排队"),
    "size_groups_note": (
        "Work: clerks that the work alone keeps busy all day. Erlang C: on the load of each half-hour by itself, the "
        "most of the day (SIPP); behind the windows by the share of {busy} % that they may be busy. With fewer: the "
        "other groups as sized; each statement holds at 95 % by itself. Desks beside the windows are held to the same "
        "goals of waits.",
        "工作量：仅工作本身使其全天忙碌的人数。Erlang C：逐半小时单独按负荷计算，取全天最大值（SIPP）；后台按忙碌比例"
        "不超过{busy}%计算。若减人：其他组按测算人数；各结论单独成立，把握95%。窗口以外的服务台同样按等候目标要求。",
    ),
    "size_goals": ("Goals of the sized halls", "测算方案的目标"),
    "size_place": ("Where", "对象"),
    "size_limit": ("Limit", "限值"),
    "size_bound": ("Mean (bound)", "均值（置信限）"),
    "size_at_most": ("at most {limit}", "不超过{limit}"),
    "size_at_least": ("at least {limit}", "不低于{limit}"),
    "size_finding": ("Finding", "结论"),
    "size_kept": ("kept", "达到"),
    "size_not_shown": ("not shown", "未能证明"),
    "size_windows": ("windows", "窗口"),
    "size_goals_note": (
        "The bounds, on one side of each mean, hold together at 95 % (Bonferroni over all goals and plans tried). Of "
        "goals asked in several half-hours or on several weekdays the nearest to its limit is told.",
        "各均值的单侧置信限同时成立的概率为95%（对全部目标与所试方案作Bonferroni校正）。按多个半小时或星期要求的目标，"
        "列出最接近限值者。",
    ),
    "people_title": ("People against waits", "人员与等候"),
    "people_subtitle": (
        "Halls with ever more clerks at windows, each added where it shortens the mean wait most. Hollow: today; "
        "large: sized. Broken lines: goals.",
        "窗口人员逐步增加，每次加在最能缩短平均等候处。空心：现状；大标记：测算方案。虚线：目标。",
    ),
    "people_x": ("People on duty", "在岗人数"),
    "people_wait_y": ("Mean wait [min]", "平均等候 [分钟]"),
    "people_share_y": ("Wait over {limit} min [%]", "等候超{limit}分钟 [%]"),
    "people_bars": (
        "Bars: 95 % intervals of the mean over replications.",
        "竖线：各次重复均值的95%置信区间。",
    ),
}
"""Where halls are sized."""
