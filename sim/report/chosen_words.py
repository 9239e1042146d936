"""The words for what was chosen, and for the long run, in English and Chinese; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.words import Pair

SELECTION: dict[str, Pair] = {
    "lowest": ("lowest", "最低"),
    "highest": ("highest", "最高"),
    "chosen": ("chosen", "选定"),
    "left": ("may be the best", "可能最优"),
    "dropped": ("out", "淘汰"),
    "finding": ("Finding", "结论"),
    "replications": ("Replications", "重复次数"),
    "behind_best": ("Less the best of the others", "与其余最优者之差"),
    "colon": (": ", "："),
    "hall_at": ("{hall} at {point}", "{hall}（{point}）"),
    "selection": ("Which hall has the {best} mean", "哪个方案均值{best}"),
    "looked_at": ("{finding}, n = {n}", "{finding}，n = {n}"),
    "selected_kn": (
        "{halls}: with a chance of at least {sure} % its {measure} is the {best}{or_within}.",
        "选定“{halls}”：其{measure}{best}{or_within}，把握不低于{sure}%。",
    ),
    "selected_kn_open": (
        "After {played} replications of all halls together these are left: {halls}. Allow more (--at-most), or be "
        "content with a wider zone.",
        "全部方案共重复{played}次后仍未分出：{halls}。请增大--at-most，或放宽无差别区间。",
    ),
    "selected_all": (
        "{halls}: with a chance of at least {sure} % the {best} {measure} is among these, and none is further from it "
        "than {zone}.",
        "入选：{halls}。{measure}{best}者在其中，且各方案与之相差均不超过{zone}，把握不低于{sure}%。",
    ),
    "selected_all_open": (
        "After {played} replications of all halls together it is not yet known which are within {zone} of the {best} "
        "{measure}; by the means: {halls}. Allow more (--at-most), or be content with a wider zone.",
        "全部方案共重复{played}次，尚不能确定哪些方案与{measure}{best}者相差不超过{zone}；按均值为：{halls}。"
        "请增大--at-most，或放宽无差别区间。",
    ),
    "or_within": (", or within {zone} of it", "，或与{best}者相差不超过{zone}"),
    "selected_ocba": (
        "{halls}: its {measure} looks {best}, and the chance that it is{or_within} is about {chance} % after {played} "
        "replications of all halls together.",
        "“{halls}”的{measure}看来{best}；全部方案共重复{played}次，其确为{best}{or_within}的可能性约{chance}%。",
    ),
    "selected_ocba_open": (
        "After {played} replications of all halls together {looks} looks best, but the chance that its {measure} is "
        "the {best}{or_within} is about {chance} %, less than the {sure} % that were asked. Allow more (--at-most), "
        "or be content with less.",
        "全部方案共重复{played}次，“{looks}”看来最优，但其{measure}确为{best}{or_within}的可能性约{chance}%，低于所要求的"
        "{sure}%。请增大--at-most，或降低要求。",
    ),
    "selected_mcb": (
        "{halls}: its {measure} is the {best}; intervals hold together at 95 %.",
        "“{halls}”的{measure}{best}；各区间同时成立的概率为95%。",
    ),
    "selected_mcb_open": (
        "Any of these may have the {best} {measure}: {halls}. Intervals hold together at 95 %.",
        "下列方案的{measure}均可能{best}：{halls}。各区间同时成立的概率为95%。",
    ),
    "selected_fresh": (
        "{hall}, on {n} fresh replications that no choice has looked at: {fresh} {unit}; on those that chose it "
        "{seen} {unit}.",
        "“{hall}”另作{n}次未参与选择的重复：{fresh}{unit}；选择所用的重复为{seen}{unit}。",
    ),
    "fresh_column": ("{measure}, fresh", "{measure}，未参与选择"),
    "fresh_note": (
        "Fresh: {n} replications from number {first} on, on other days than those that chose. A mean that made a hall "
        "the best is too good, as the hall was chosen for its luck, too; the fresh one is not, and its interval holds.",
        "未参与选择：自第{first}号起的{n}次重复，所用日子与选择所用的不同。选出最优者所用的均值偏于乐观（入选也有运气成分）；"
        "未参与选择的均值没有这种偏差，其区间有效。",
    ),
    "selection_note_kn": (
        "Halls are out as soon as they are seen to be worse (Kim and Nelson 2001; zone {zone}; {n} replications of "
        "each at first, on the same tapes). Means of the replications until then, with plain 95 % t-intervals.",
        "方案一旦显出较差即淘汰（Kim与Nelson，2001；无差别区间{zone}；起初各重复{n}次，共用随机数）。"
        "均值为淘汰前各次重复的均值，括号内为普通95% t置信区间。",
    ),
    "selection_note_all": (
        "Each difference between halls is known to half the zone of {zone}, by {n} replications that say how many are "
        "needed (Stein 1945, Bonferroni over all pairs). Means with plain 95 % t-intervals.",
        "各方案两两之差均估计到无差别区间{zone}的一半，所需次数由前{n}次重复确定（Stein，1945；对全部配对作Bonferroni校正）。"
        "括号内为普通95% t置信区间。",
    ),
    "selection_note_all_open": (
        "How many replications are needed was said by the {n} first ones of each (Stein 1945, Bonferroni over all "
        "pairs); there are fewer. Means with plain 95 % t-intervals.",
        "所需次数由前{n}次重复确定（Stein，1945；对全部配对作Bonferroni校正），现有次数不足。"
        "括号内为普通95% t置信区间。",
    ),
    "selection_note_ocba": (
        "More replications go to halls that are close to the best or vary much (OCBA: Chen et al. 2000), {n} of each "
        "at first. The chance is approximate, as if deviations were known. Means with plain 95 % t-intervals.",
        "与最优者接近或波动较大的方案获得更多重复（OCBA：Chen等，2000），起初各{n}次。可能性为近似值，视标准差为已知。"
        "括号内为普通95% t置信区间。",
    ),
    "selection_note_mcb": (
        "{n} replications of each hall, on the same tapes. Means with plain 95 % t-intervals.",
        "各方案重复{n}次，共用随机数。括号内为普通95% t置信区间。",
    ),
    "behind_note": (
        "Less the best of the others: intervals hold together at 95 % (multiple comparisons with the best, Hsu 1984). "
        "A hall that may be as good as the best has an interval that goes beyond 0 on the side of the better.",
        "与其余最优者之差：各区间同时成立的概率为95%（与最优者的多重比较，Hsu，1984）。区间越过0、伸向更优一侧的方案，"
        "可能与最优者一样好。",
    ),
    "same_note": ("The same in everything: {halls}.", "完全相同的方案：{halls}。"),
    "more_halls": ("And {more} halls more, in halls.csv.", "另有{more}个方案，见halls.csv。"),
    "select_cost": (
        "{halls} halls x {n} replications at first; then as many as the choice needs, at most {most} of all halls "
        "together.{fresh} {people}",
        "{halls}个方案，起初各重复{n}次；随后视选择所需继续，全部方案合计最多{most}次。{fresh}{people}",
    ),
    "select_cost_mcb": (
        "{halls} halls x {n} replications.{fresh} {people}",
        "{halls}个方案，各重复{n}次。{fresh}{people}",
    ),
    "select_cost_afresh": (
        " Then as many fresh ones of what is chosen, or looks best, as it has had.",
        "选定（或目前最优）后再作同样多次未参与选择的重复。",
    ),
    "select_cost_fresh": (
        " Then {fresh} fresh ones of what is chosen, or looks best.",
        "选定（或目前最优）后另作{fresh}次未参与选择的重复。",
    ),
    "selection_title": ("Which hall has the {best} mean: {measure}", "{measure}{best}的方案"),
    "selection_subtitle": (
        "Blue: chosen, or perhaps the best. Grey: out, after the replications beside the bar.",
        "蓝色：选定或可能最优；灰色：已淘汰，旁注为所用重复次数。",
    ),
    "selection_bars_fresh": (
        "Bars: plain 95 % intervals of the mean over the replications of each hall. Diamonds below them: fresh "
        "replications, which no choice has looked at.",
        "横线：各方案所用重复均值的普通95%置信区间。其下的菱形：未参与选择的重复。",
    ),
    "selection_bars": (
        "Bars: plain 95 % intervals of the mean over the replications of each hall.",
        "横线：各方案所用重复均值的普通95%置信区间。",
    ),
}
"""Where one of several halls is chosen."""

LONG_RUN: dict[str, Pair] = {
    "longrun": ("The long run: {days} days", "长期运行：{days}天"),
    "open_days": ("Open days", "开放日"),
    "cut": ("Beginning [open days]", "起始期 [开放日]"),
    "warm_up": ("calendar.warm_up [days]", "calendar.warm_up [天]"),
    "batch_correlation": ("Correlation of batches", "批间相关"),
    "open_day": ("Open day", "开放日序号"),
    "longrun_settled": (
        "{hall}: the first {warm_up} days are the beginning; after that {measure} is {mean} {unit}.",
        "{hall}：前{warm_up}天为起始期；其后{measure}为{mean}{unit}。",
    ),
    "longrun_at_once": (
        "{hall}: there is no beginning to be seen; {measure} is {mean} {unit}.",
        "{hall}：看不出起始期；{measure}为{mean}{unit}。",
    ),
    "with_value": ("{days}, with a value {values}", "{days}（有值{values}）"),
    "longrun_unsettled": (
        "{hall}: {measure} has not settled within {days} open days. Play more days, or see whether more comes than "
        "can be done (onewindow show).",
        "{hall}：{measure}在{days}个开放日内尚未平稳。请延长天数，或检查业务量是否超过办理能力（onewindow show）。",
    ),
    "longrun_missing": (
        "{hall}: {measure} has a value on too few days to say anything of its long run.",
        "{hall}：有{measure}值的天数太少，无法判断长期水平。",
    ),
    "longrun_note": (
        "One run from an empty hall. The beginning is cut off where the mean of the rest is told best (MSER-5 on means "
        "of five open days; White, Cobb and Spratt 2000); mean of the rest, in which each open day counts alike, with "
        "a 95 % interval over {batches} batch means.",
        "自空厅起运行一次。起始期按MSER-5（五个开放日均值；White、Cobb与Spratt，2000）截去；其余部分的均值（各开放日权重"
        "相同）以{batches}个批均值给出95%置信区间。",
    ),
    "batches_note": (
        "Beyond a correlation of {near} (!) batches hang on one another, and the interval is too narrow: play more "
        "days.",
        "批间相关超过{near}（!）时各批不独立，区间偏窄：请延长天数。",
    ),
    "longrun_cost": ("{halls} halls, {days} days each, once.", "{halls}个方案，各运行{days}天一次。"),
    "longrun_title": ("The long run, day by day: {measure}", "长期逐日变化：{measure}"),
    "longrun_subtitle": (
        "Thin: each open day. Coloured: means of {five}. Shaded at the left: the beginning, left out. Black: mean of "
        "the rest.",
        "细线：各开放日；彩线：每{five}日均值；左侧阴影：截去的起始期；黑线：其余部分的均值。",
    ),
    "longrun_bands": (
        "Dark band: 95 % interval of the long-run mean, by batch means.",
        "深色带：长期均值的95%置信区间（批均值法）。",
    ),
}
"""Of the long run."""
