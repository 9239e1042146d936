"""The words for bottlenecks, and for what a reform is made of, in English and Chinese; and how all words are said."""

from __future__ import annotations

from typing import Any

from sim.report.chosen_words import LONG_RUN, SELECTION
from sim.report.frontier_words import FRONTIER
from sim.report.roster_words import ROSTERS
from sim.report.sizing_words import SIZING
from sim.report.skills_words import SKILLS
from sim.report.text import LANGUAGES, Lang
from sim.report.tidal_words import TIDAL
from sim.report.tie_words import TIES
from sim.report.words import together

_OWN: dict[str, tuple[str, str]] = {
    # bottlenecks
    "awaiting_results": ("waiting for results in the hall", "厅内等候出件"),
    "nobody_waits": ("Nobody waits.", "无人等候。"),
    "half": (
        "{share} % of all waiting is made at {queue} between {start} and {end}.",
        "全部等候时间的{share}%发生在{start}至{end}的“{queue}”。",
    ),
    "most": (
        "Most is waited at {queue}: {share} % of all waiting, half of it between {start} and {end}.",
        "等候最多的是“{queue}”：占全部等候时间的{share}%，其中一半发生在{start}至{end}。",
    ),
    "clerk_there": (
        "One more clerk there ({group}), all day, saves {saved} min a case.",
        "在该处（{group}）全天增加1人，每件平均节省{saved}分钟等候。",
    ),
    "clerk_best": (
        "Most is saved by one more clerk at {group}, {when}: {saved} min a case.",
        "节省最多的是在“{group}”{when}增加1人：每件{saved}分钟。",
    ),
    "all_day": ("all day", "全天"),
    "half_hour_only": ("{start} to {end}", "{start}至{end}"),
    "stations": ("Where people wait: {label}", "等候发生在何处：{label}"),
    "station": ("Queue", "队列"),
    "served_by": ("Served by", "办理人员"),
    "share_of_waiting": ("Share of all waiting [%]", "占全部等候时间 [%]"),
    "waited_per_day": ("Waited [person-min a day]", "等候 [人·分钟/日]"),
    "files_per_day": ("Files wait [file-min a day]", "文件等候 [件·分钟/日]"),
    "saves_there": ("One more clerk all day saves [min a case]", "全天增1人节省 [分钟/件]"),
    "stations_note": (
        "From the ticket to the call, to giving up or to being sent home, lunch included; at the window until an "
        "expert comes; in the hall for results. The time at the door is left out. Means over {n} replications with "
        "95 % t-intervals.",
        "自取号至叫号、放弃或被劝离，含午休；另计在窗口等专家、在厅等出件的时间；门口等候不计。"
        "{n}次重复的均值，括号内为95% t置信区间。",
    ),
    "other_variants": (
        "Of the variant {variant}; --variant names another: {others}.",
        "此为方案{variant}；可用--variant另指：{others}。",
    ),
    "worst_cells": ("The half-hours with most waiting", "等候最多的半小时"),
    "half_hour": ("Half-hour", "时段"),
    "savings": ("What one more clerk saves", "增加1人的效果"),
    "clerk": ("One more clerk at", "增加1人于"),
    "when": ("When", "时段"),
    "per_day": ("Waiting [person-min a day]", "等候 [人·分钟/日]"),
    "per_case": ("Waiting [min a case]", "等候 [分钟/件]"),
    "per_ticket": ("Waiting [min a ticket]", "等候 [分钟/次]"),
    "days": ("Days to the end of a case", "办结所需天数"),
    "savings_note": (
        "Saved by one more clerk like the others, on the same tapes, paired by replication; less than 0 where more is "
        "waited. In each column the 95 % intervals hold together (Bonferroni over {n}). * marks those that exclude 0. "
        "Minutes a case: of all cases that came. Minutes a ticket: what people wait from the ticket to the call, to "
        "giving up or to being sent home, and at the window for an expert, over all tickets that people take: at "
        "enquiries, guidance, machines, issue and other desks, too. Waiting for results is left out. (The mean_wait of "
        "`compare` is over the tickets served at windows only.)",
        "增加1名同类人员所节省的量，同一批办事人、按重复配对；负值表示等候增加。每列的95%置信区间同时成立"
        "（对{n}项作Bonferroni校正）。*表示区间不含0。每件：对全部到厅办件平均。每次（号票）：自取号至叫号、放弃或被劝离的等候，加在窗口等专家的时间，除以本人所取的全部"
        "号票数，咨询、导办、自助、出件等处的号票与窗口号票一并计入，厅内等候出件不计。"
        "（`compare`的mean_wait只计窗口已办理的号票。）",
    ),
    # what a reform is made of
    "made_of": ("{measure} [{unit}]: what the reform is made of", "{measure} [{unit}]：改革效果的构成"),
    "lever": ("Lever", "举措"),
    "lever_share": ("Share of the effect", "所占效果"),
    "lever_percent": ("of all [%]", "占比 [%]"),
    "lever_alone": ("Alone", "单独实施"),
    "lever_last": ("Last", "最后实施"),
    "all_levers": ("All levers", "全部举措"),
    "today_to_reform": (
        "{today}: {before}. With all levers: {after}.",
        "{today}：{before}；实施全部举措后：{after}。",
    ),
    "comes_to": ("With all levers it is the variant {variant}.", "实施全部举措即方案“{variant}”。"),
    "levers_note": (
        "Share: what a lever adds, averaged over all orders in which the levers can be pulled (Shapley value under "
        "precedence, Faigle and Kern 1992); shares add up to the effect of all levers, and are given in percent "
        "of it where its interval excludes 0. Alone: what it adds to {today}, with the levers that it needs. "
        "Last: what it adds, with those that need it, to all the others. {combinations} combinations on common tapes, "
        "means over {n} replications with 95 % t-intervals. * marks those that exclude 0.",
        "所占效果：各举措按一切可行次序实施时边际效果的平均值（带先后约束的Shapley值，Faigle与Kern，1992），"
        "各项之和等于全部举措的效果，其区间不含0时给出百分比。单独实施：在“{today}”基础上实施该举措及其所需的举措。"
        "最后实施：在其余举措之上再实施该举措及依赖它的举措。"
        "共{combinations}种组合，同一批办事人，{n}次重复的均值，括号内为95% t置信区间。"
        "*表示区间不含0。",
    ),
    "with_levers": ("{effect} with {levers}", "{effect}（连同{levers}）"),
    "interactions": ("How levers go together", "举措之间的相互作用"),
    "pair": ("Levers", "举措"),
    "interactions_note": (
        "What two levers do together beyond what each does by itself, on top of the levers that they need: of one sign "
        "with the effect they help each other, of the other sign they do the same work twice.",
        "两项举措同时实施的效果减去各自单独实施的效果之和（以其所需举措为基础）：与效果同号为相互促进，异号为相互替代。",
    ),
    "decompose_cost": (
        "{combinations} combinations of {levers} levers x {replications} replications = {plays:,} plays. {people}",
        "{levers}项举措的{combinations}种组合×{replications}次重复＝{plays:,}次模拟。{people}",
    ),
    "diagnose_cost": (
        "{variant} as it is and with one more clerk in {clerks} ways, x {replications} replications = {plays:,} plays.",
        "“{variant}”原样及{clerks}种增加1人的方式×{replications}次重复＝{plays:,}次模拟。",
    ),
    "breakeven_cost": (
        "About {plays:,} plays: {replications} replications of each value that is tried. {people}",
        "约{plays:,}次模拟：每个取值重复{replications}次。{people}",
    ),
    "pairs_same": ("Halls held against each other serve the same people.", "相互比较的方案接待同一批办事人。"),
    "pairs_more": (
        "{variants} and {base}: the hall of the higher volume serves the people of the other, and more.",
        "{variants}与“{base}”：业务量较高的一方接待另一方的全部办事人，并另有更多人。",
    ),
    "pairs_other": (
        "{variants} and {base}: the pairs are of the same replication but of other people, and differences are not "
        "paired by person.",
        "{variants}与“{base}”：配对为同一次重复，但不是同一批办事人，差值不按人配对。",
    ),
    "plays": (
        "About {cases:,} cases a play; about {left} to go.",
        "每次模拟约{cases:,}件；预计还需{left}。",
    ),
    # figures
    "comma": (", ", "，"),
    "footer": (
        "Scenario {scenario}: {question} {replications}, seed {seed}.",
        "情景{scenario}：{question}重复{replications}次，随机种子{seed}。",
    ),
    "bars": (
        "Bars: 95 % intervals of the mean over replications.",
        "横线：各次重复均值的95%置信区间。",
    ),
    "bars_together": (
        "Bars: 95 % intervals of the mean over replications, those of what is saved together (Bonferroni).",
        "横线：各次重复均值的95%置信区间；节省量的区间同时成立（Bonferroni校正）。",
    ),
    "bands": (
        "Band: 95 % interval of the mean over replications.",
        "阴影带：各次重复均值的95%置信区间。",
    ),
    "bottlenecks_title": ("Where people wait, and what one more clerk saves", "何处等候、增加1人有何效果"),
    "bottlenecks_subtitle": (
        "{label}. Left: each queue's share of all minutes waited. Right: minutes a case that one more clerk saves, "
        "all day or in one half-hour. Below: percent of all waiting by queue and half-hour in which it is waited.",
        "{label}。左：各队列占全部等候时间的比例。右：增加1人（全天或某半小时）每件节省的等候分钟数。"
        "下：各队列、各半小时占全部等候时间的百分比。",
    ),
    "share_x": ("Share of all waiting [%]", "占全部等候时间 [%]"),
    "saved_x": ("Saved [min a case]", "节省 [分钟/件]"),
    "time_x": ("Time of day", "时刻"),
    "waterfall_title": ("What the reform is made of", "改革效果的构成"),
    "waterfall_subtitle": (
        "From {today} to the reform: each lever's share of the effect, averaged over all orders in which the levers "
        "can be pulled.",
        "从“{today}”到改革后：各举措所占效果，按一切可行的实施次序平均。",
    ),
    "today": ("Today", "现状"),
    "reform": ("Reform", "改革后"),
    "points_title": ("{measure} over {keys}", "{measure}随{keys}的变化"),
    "points_subtitle": (
        "Each dot is a point of the sweep. Points that differ in the hall alone are visited by the same people.",
        "每个标记为一个参数点；仅大厅设置不同的各点，来办事的是同一批人。",
    ),
    "difference_y": ("Difference [{unit}]", "差值 [{unit}]"),
}
_WORDS = together(_OWN, FRONTIER, LONG_RUN, ROSTERS, SELECTION, SIZING, SKILLS, TIDAL, TIES)


def tell(key: str, lang: Lang, /, **facts: Any) -> str:
    """The words under a key in a language, with facts filled in."""
    return _WORDS[key][LANGUAGES.index(lang)].format(**facts)


def both(key: str) -> dict[str, str]:
    """The words under a key in both languages, as a label."""
    return dict(zip(LANGUAGES, _WORDS[key], strict=True))
