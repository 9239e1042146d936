"""The words that a reader sees, in English and Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import IntEnum
from typing import Literal, get_args

from sim.measures.kinds import SHARE
from sim.report.words import CHECKS, JOURNEYS, MEMBERS, together
from sim.spec import WEEKDAYS

Lang = Literal["en", "zh"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
NOTHING = "–"
"""Stands where there is no value."""

_OWN: dict[str, tuple[str, str]] = {
    # tables of results
    "measure": ("Measure", "指标"),
    "clock": ("{measures}: {clock}.", "{measures}：{clock}。"),
    "goal": ("Goal", "目标"),
    "means": ("Mean and 95 % interval", "均值与95%置信区间"),
    "goals": ("Goals", "目标达成"),
    "differences": ("Differences from {first}", "与“{first}”之差"),
    "of_replications": (
        "Means over replications ({n}, calendar days: {days}) with 95 % t-intervals.",
        "{n}次重复（每次日历天数：{days}）的均值；括号内为95% t置信区间。",
    ),
    "sequential": (
        "Played until sure: {n} replications, {first} of them at first. Intervals rest on the deviation of those, or "
        "of all where that is wider, so that they hold (Stein).",
        "按所需精度重复{n}次，其中起初{first}次。置信区间取前{first}次与全部重复两者中较宽者（Stein法），以保证覆盖率。",
    ),
    "never_sure": (
        "{measure} ({halls}) cannot be made so sure: there are too few values at first, or its mean is 0.",
        "{measure}（{halls}）无法达到所要求的精度：起初的有效值太少，或均值为0。",
    ),
    "less_sure": (
        "After the {most} replications allowed, {measure} ({halls}) is less sure than was asked.",
        "已达允许的{most}次重复，{measure}（{halls}）仍未达到所要求的精度。",
    ),
    "at_least": (
        "At first; then as many as are needed for {measures}, at most {most}.",
        "此为首批；随后按{measures}所需继续，最多{most}次。",
    ),
    "needed": ("{n} replications by now, about {left} to go.", "目前共需{n}次重复，预计还需{left}。"),
    "in_bins": (
        "Key figures alone were kept: {measures} may be too high by up to {width} min (1 % above {even} min).",
        "仅保留关键指标：{measures}按区间上限给出，最多偏高{width}分钟（超过{even}分钟时为1%）。",
    ),
    "left_out": (
        "Not told, since no session was kept: {measures}.",
        "未保留逐次记录，以下指标不列出：{measures}。",
    ),
    "days_measured": (
        "Measured: {measured} of the {days} days, after {warm_up} of warm-up and before {drain} of drain. Cases first "
        "seen on measured days are followed to their end.",
        "统计日{measured}天（共{days}天）：此前预热{warm_up}天，此后收尾{drain}天。统计日首次到达的办件跟踪至办结。",
    ),
    "same_people": ("All halls serve the same people.", "各方案接待同一批办事人。"),
    "more_people": (
        "Halls of a higher volume serve those of the lower volume, and more.",
        "业务量较高的方案接待较低业务量下的全部办事人，并另有更多人。",
    ),
    "other_people": (
        "{variants} other people: the halls are compared on different people, and differences are not "
        "paired by person.",
        "方案{variants}另行抽取办事人：各方案所比较的不是同一批人，差值不按人配对。",
    ),
    "family": (
        "Each variant less that one, paired by replication. The intervals hold together at 95 %: Bonferroni over "
        "{measures} x {pairs}. * marks those that exclude 0.",
        "各方案减去该方案，按重复配对。置信区间同时成立的概率为95%：对{measures}项指标×{pairs}对方案作Bonferroni校正。"
        "*表示区间不含0。",
    ),
    "quantiles": ("What most replications stay below", "多数重复不超过的值"),
    "share_of_replications": ("Of replications [%]", "占重复次数 [%]"),
    "quantiles_note": (
        "Quantiles over {n} replications, with 95 % intervals from the values in their order (Nyblom 1992); – where "
        "there are too few to tell an end.",
        "{n}次重复的分位数；括号内为按次序统计量得出的95%置信区间（Nyblom，1992），次数不足以确定的一端记作“–”。",
    ),
    "controls": ("With control variates", "采用控制变量"),
    "of_hall": ("Of", "对象"),
    "less": ("{b} less {a}", "“{b}”减“{a}”"),
    "with_controls": ("Mean and 95 % interval", "均值与95%置信区间"),
    "saved": ("Variance saved [%]", "方差减少 [%]"),
    "controls_note": (
        "By regression on the people who came and the work that they brought, whose means are known (Lavenberg and "
        "Welch 1981); each interval for itself. Below 0 the controls cost more than they tell: there are too few "
        "replications.",
        "以实际到访人数和工作量（其期望已知）作回归（Lavenberg与Welch，1981）；各区间单独成立。负值表示重复次数太少，"
        "控制变量得不偿失。",
    ),
    "goals_note": (
        "Met or not met where all of the interval is on one side of the goal, undecided where the goal is within it.",
        "按区间判断：整个区间在目标同一侧为“达到”或“未达到”，区间含目标值为“未定”。",
    ),
    "few": ("A single replication has no interval.", "仅一次重复，无置信区间。"),
    "rests_on": (
        "{measure} of {variant} rests on {n} of {all} replications.",
        "{variant}的{measure}仅基于{n}次重复（共{all}次）。",
    ),
    "met": ("met", "达到"),
    "not_met": ("not met", "未达到"),
    "undecided": ("undecided (mean: {by_mean})", "未定（均值：{by_mean}）"),
    # tables of halls
    "name": ("Name", "名称"),
    "question": ("Question", "问题"),
    "label": ("Label", "说明"),
    "points": ("percentage points", "个百分点"),
    "variants": ("Variants", "方案"),
    "overrides": ("Overrides", "设定"),
    "scenarios": ("Scenarios", "情景"),
    "key": ("Key", "设定项"),
    "what_differs": ("What differs", "方案差异"),
    "nothing_differs": ("Nothing differs.", "各方案无差异。"),
    "staff_of": ("{label}: {model}, open {hours}", "{label}：{model}，开放时间{hours}"),
    "departmental": ("a session a department", "按部门分次办理"),
    "grouped": ("one session at the domain's windows", "在领域综合窗口一次办理"),
    "integrated": ("one session at any window", "在任一窗口一次办理"),
    "group": ("Clerk group", "人员组"),
    "clerks": ("Clerks", "人数"),
    "duty": ("Duty", "在岗时间"),
    "station": ("Station", "岗位"),
    "scope": ("Serves", "受理范围"),
    "whoever_comes": ("whoever comes", "所有到来者"),
    "slowness": ("Slowness", "办理用时系数"),
    "hours_per_week": ("Clerk-hours", "在岗工时"),
    "load": ("Load", "负荷"),
    "load_note": (
        "Load: expected minutes of work over minutes on duty (absence taken off); work for several groups is split by "
        "their duty. Reckoned in: walks and set-up, short sessions and returns for missing papers, guidance, wrong "
        "tickets, machines, channels, nearest sites, no-shows, reviews, errors, experts, issue, inspections, learning. "
        "Left out: who gives up or comes too late, help and tidal windows, systems that are down, waiting for an "
        "expert. Above 100 % the group cannot keep up.",
        "负荷：预计工作分钟占在岗分钟（已扣除缺勤）的比例；多组可受理的业务按在岗时间分摊。已计入：走动和准备、材料缺失的短时办理及"
        "再次跑动、导办、取错号、自助机、各渠道、就近网点、爽约、后台审批、受理差错、会商、出件、核查、熟练程度；未计入：放弃等候和来得"
        "太晚者、支援和潮汐窗口、系统故障、等待专家的时间。超过100%则无法办完。",
    ),
    "everything": ("everything", "全部事项"),
    "guidance": ("guidance", "导办"),
    "helps": ("{first}; helps: {second}", "{first}；支援：{second}"),
    "windows": ("up to {n} windows", "最多{n}个窗口"),
    # the run
    "cost": (
        "{variants} x {replications}. {people}",
        "{variants}个方案×{replications}次重复。{people}",
    ),
    "cases": (
        "About {cases:,} cases a hall and replication; about {left} to go.",
        "每个方案每次重复约{cases:,}件；预计还需{left}。",
    ),
    "playing": ("Playing", "模拟中"),
    "in_place": (
        "In the place of packaged building blocks of the same name: {files}",
        "以下文件代替同名的自带模块：{files}",
    ),
    "compiling": (
        "Compiling the fast engine, once on this machine; that takes about 20 seconds",
        "正在编译快速引擎：本机仅此一次，约需20秒",
    ),
    "sweep_cost": (
        "{points} x {variants} x {replications}: {cells}, {there} of them there already; {left} to go, about.",
        "{points}个参数点×{variants}个方案×{replications}次重复：共{cells}个单元，已有{there}个；预计还需{left}。",
    ),
    "processes": (
        "For what takes so long processes are the quicker: --executor processes.",
        "耗时较长时，多进程更快：--executor processes。",
    ),
    "sweep_large": (
        "{points} x {variants} x {replications}: {cells}; {left} to go, about, if none is there already. "
        "Every point is looked at first.",
        "{points}个参数点×{variants}个方案×{replications}次重复：共{cells}个单元；若尚无结果，预计需{left}。先逐点检查。",
    ),
    "looking": ("Looking at the points", "检查参数点"),
    "sweep_some": (
        "{more} more points are in {file}, with these few measures, as there are so many; `onewindow query` has all.",
        "其余{more}个参数点见{file}；因参数点很多，文件只含主要指标，全部指标请用 onewindow query 查询。",
    ),
    "sweep_rest": ("{more} more points, and all measures, are in {file}.", "其余{more}个参数点及全部指标见{file}。"),
    "sweep_all": ("All measures are in {file}.", "全部指标见{file}。"),
    "sweep_means": (
        "Means over {replications} replications with 95 % t-intervals, each by itself.",
        "{replications}次重复的均值及95% t区间，逐个成立。",
    ),
    "sweep_sure": (
        "Means over as many replications as each hall needs at each point, {replications} at first (cells.csv), with "
        "95 % intervals, each by itself.",
        "各方案在各参数点按所需次数重复（起初{replications}次，见cells.csv）的均值及95%区间，逐个成立。",
    ),
    "sweep_sure_together": (
        "Means over as many replications as all halls of a point need together, {replications} at first (cells.csv), "
        "with 95 % intervals, each by itself; differences between halls in differences.csv.",
        "同一参数点的各方案重复次数相同，直至所求均足够精确（起初{replications}次，见cells.csv）；均值及95%区间逐个成立，"
        "方案之差见differences.csv。",
    ),
    "drawing": ("Drawing the figures", "正在绘图"),
    "kept": ("Results are in {folder}", "结果保存于{folder}"),
}
_WORDS = together(_OWN, JOURNEYS, CHECKS)

_WEEKDAYS_ZH = "一二三四五六日"


def say(key: str, lang: Lang, **values: object) -> str:
    """The text called `key` in a language, with its blanks filled."""
    return _WORDS[key][LANGUAGES.index(lang)].format(**values)


def named(member: IntEnum, lang: Lang) -> str:
    """What a member of `Outcome`, `VisitOutcome`, `CaseOutcome`, `Cause`, `Role` or `Station` is called."""
    return MEMBERS[member.__class__.__name__, member.name][LANGUAGES.index(lang)]


def label(labels: Mapping[str, str] | None, lang: Lang) -> str:
    """One language of a label; empty where there is none."""
    return labels[lang] if labels else ""


def weekday(number: int, lang: Lang) -> str:
    """The short name of a day of the week, Monday being 0."""
    return WEEKDAYS[number].capitalize() if lang == "en" else f"周{_WEEKDAYS_ZH[number]}"


def number(value: float, unit: str = "") -> str:
    """A value as it is read: shares in per cent, large numbers with separators and fewer decimals.

    `unit` is the English one.
    """
    if math.isnan(value):
        return NOTHING
    shown = 100.0 * value if unit == SHARE.en else value
    decimals = 0 if abs(shown) >= 1000.0 else 1 if unit == SHARE.en or abs(shown) >= 100.0 else 2
    return f"{shown:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def counted(number: int, word: str) -> str:
    """A number of things in English: 1 hall, 2 halls."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def duration(seconds: float, lang: Lang) -> str:
    """A time span, roughly: two units of it."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    hours, beyond = divmod(minutes, 60)
    if hours:
        return f"{hours}小时{beyond:02d}分" if lang == "zh" else f"{hours} h {beyond:02d} min"
    if lang == "zh":
        return f"{minutes}分{rest:02d}秒" if minutes else f"{rest}秒"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def people(who: Mapping[str, Mapping[str, float]], labels: Mapping[str, str], lang: Lang) -> str:
    """Whether the variants serve the same people; `who` comes to each is in a manifest, `labels` name the variants."""
    first = next(iter(who.values()))
    others = [labels[name] for name, found in who.items() if found["tape"] != first["tape"]]
    if others:
        named = comma(lang).join(others)
        if lang == "en":
            named = f"Variants {named} draw" if others[1:] else f"Variant {named} draws"
        return say("other_people", lang, variants=named)
    same = all(found["volume"] == first["volume"] for found in who.values())
    return say("same_people" if same else "more_people", lang)


def comma(lang: Lang) -> str:
    """What stands between the members of a list."""
    return "、" if lang == "zh" else ", "
