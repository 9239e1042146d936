"""The words for skills, in English and Chinese; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.words import Pair

SKILLS: dict[str, Pair] = {
    "skills_cost": (
        "{variant}: {first} trainings of one clerk are tried, then {steps} clerks trained one after another, "
        "{replications} replications each: about {plays} plays.",
        "{variant}：先逐一试算{first}种单人单项培训，再依次培训{steps}人，每种重复{replications}次，约模拟{plays}次。",
    ),
    "skills_first": (
        "Train one clerk of “{group}” in “{skill}” first: {measure} {change} {unit}.",
        "首先培训“{group}”1人兼办“{skill}”：{measure}{change}{unit}。",
    ),
    "skills_none": (
        "No single training lowers {measure}: none is worth its slower clerk.",
        "任何单人单项培训都不能降低{measure}：所得不抵办理变慢所失。",
    ),
    "skills_then": (
        "With {steps} clerks trained, on other days: {change} {unit}, for {money} {currency} a day, training included.",
        "依次培训{steps}人后，另以其他日期检验：{change}{unit}，含培训每日{money}{currency}。",
    ),
    "skills_beside": (
        "Beside it: a ring of helpers ({ring} skills taught) {ring_change}, everybody everything ({all} skills) "
        "{all_change} {unit}.",
        "对照：环形互助（培训{ring}项）{ring_change}{unit}，全员全能（培训{all}项）{all_change}{unit}。",
    ),
    "skills_interrupted": (
        "Interrupted: what was found by then is told; halls were not played again on other days.",
        "已中断：以下为中断前的结果，尚未以其他日期检验。",
    ),
    "skills_worth": ("What one more skill of one clerk is worth: {label}", "单人多一项技能的效果：{label}"),
    "skills_clerk_of": ("One clerk of", "1人来自"),
    "skills_learns": ("Learns", "兼办"),
    "skills_money": ("Cost of clerks, training included [{currency}/day]", "人员成本（含培训）[{currency}/日]"),
    "skills_worth_note": (
        "Change against the hall as it is, on the same tapes, paired by replication ({n}); less than 0 is better. The "
        "{shown} best of {tried}. In each column the 95 % intervals hold together (Bonferroni over {tried}). * marks "
        "those that exclude 0. The clerk then takes {slower} times the minutes for everything, and {use}.",
        "与现状之差，同一批办事人、按重复（{n}次）配对；负值为改善。列出{tried}种中最好的{shown}种。每列的95%置信区间同时成立"
        "（Bonferroni，{tried}项）；*表示区间不含0。该人此后办理一切事项用时为{slower}倍，{use}。",
    ),
    "skills_use_help": (
        "serves the added skill where nobody waits for the first one",
        "本项无人等候时办理新增事项",
    ),
    "skills_use_share": ("serves both in the order of their tickets", "两项按取号先后办理"),
    "skills_order": ("Whom to train in what, one after another", "依次培训何人、何项"),
    "skills_step": ("Step", "步骤"),
    "skills_best_of": ("Best of", "候选数"),
    "skills_gain": ("{measure} [{unit}], against the step before", "{measure} [{unit}]，与上一步之差"),
    "skills_order_note": (
        "On the days on which they were chosen, so these gains are too good: what was chosen is played again below. "
        "After the first step the {shortlist} best of it are tried again, of clerks who were trained, too.",
        "此为选取时所用日期的结果，因经选优而偏好，下表以其他日期重新检验。第一步之后只再试其中最好的{shortlist}种"
        "（含已受训人员）。",
    ),
    "skills_halls": ("The halls on other days", "各方案（其他日期）"),
    "skills_hall": ("Hall", "方案"),
    "skills_taught": ("Skills taught", "培训项数"),
    "skills_hall_now": ("As it is", "现状"),
    "skills_hall_step": ("{step} trained", "培训{step}人"),
    "skills_hall_chained": ("A ring: each group helps the next busier one", "环形互助：各组兼办较忙一组"),
    "skills_hall_flexible": ("Everybody everything", "全员全能"),
    "skills_halls_note": (
        "Means over {n} replications with 95 % t-intervals; below them the change against the hall as it is, paired, "
        "with intervals that hold together in each column (Bonferroni over {others}). * marks changes that exclude 0. "
        "Estimates: clerks with 1, 2, 3, ... skills take {slowness} times the minutes, with more {all}; a skill taught "
        "costs {training} {currency}, written off over {days} open days.",
        "{n}次重复的均值及95% t置信区间；其后为与现状之差（配对），每列区间同时成立（Bonferroni，{others}项），*表示"
        "区间不含0。估计值：掌握1、2、3……项技能者用时为{slowness}倍，更多为{all}倍；每项培训{training}{currency}，"
        "按{days}个工作日摊销。",
    ),
    "skills_title": ("Whom to train in what first", "先培训何人、何项"),
    "skills_subtitle": (
        "{label}. Left: change of {measure} if one clerk of a group (row) learns what another group does (column); "
        "numbers are the order of training. Right: the same after each step, on other days.",
        "{label}。左：某组（行）1人学会另一组（列）业务后，{measure}的变化；数字为培训次序。"
        "右：每一步之后的变化（其他日期）。",
    ),
    "skills_bars": (
        "Bars: 95 % intervals of the change against the hall as it is, which hold together (Bonferroni).",
        "竖线：与现状之差的95%置信区间，同时成立（Bonferroni校正）。",
    ),
    "skills_steps_x": ("Clerks trained, one after another", "依次培训人数"),
    "skills_matrix_x": ("Learns the work of", "学习业务"),
    "mix_headline": (
        "The cheapest mix is {mix}: cost {cost}. {certificate}",
        "最省的组合为{mix}：成本{cost}。{certificate}",
    ),
    "mix_exact": (
        "Proven: each cheaper mix lets a class be late too often, by a bound or by its exact waits ({evaluated} "
        "computed, {excluded} excluded).",
        "已证明：任何更省的组合都会使某类人超时过多（精确计算{evaluated}种，由界排除{excluded}种）。",
    ),
    "mix_bounded": (
        "Not proven: the search was given up after {evaluated} mixes whose waits were computed; none is cheaper than "
        "{bound}, a gap of at most {gap} %.",
        "未证明：精确计算{evaluated}种组合后停止；不存在成本低于{bound}的组合，差距至多{gap}%。",
    ),
    "mix_beside": (
        "Beside it: {others}.",
        "对照：{others}。",
    ),
    "mix_alone": ("clerks of one class each {cost}", "各司其职{cost}"),
    "mix_together": ("clerks of all classes only {cost}", "全部为全能人员{cost}"),
    "mix_waits": ("How each class waits under it", "该组合下各类人的等候"),
    "mix_class": ("Class", "类别"),
    "mix_delayed": ("Wait at all [%]", "需等候 [%]"),
    "mix_mean": ("Mean wait [min]", "平均等候 [分钟]"),
    "mix_late": ("Over the limit [%]", "超过时限 [%]"),
    "mix_limit": ("Allowed", "允许"),
    "mix_allowed": ("{late} % over {wait} min", "{late}%超过{wait}分钟"),
    "mix_note": (
        "Exact in the long run: Poisson arrivals, exponential service of {minutes} min for a specialist, first come "
        "first served, to the longest idle clerk (Adan and Weiss 2014). Of mixes of equal cost ({ties}) the one whose "
        "worst class is best off.",
        "长期精确值：泊松到达，专岗平均办理{minutes}分钟（指数分布），先到先服务，分给空闲最久者（Adan与Weiss，2014）。"
        "成本相同的组合（{ties}种）中，取最差类别情况最好者。",
    ),
    "mix_worth": ("What one more skill of one clerk changes in that mix", "该组合中1人多一项技能的效果"),
    "mix_from": ("From", "原为"),
    "mix_to": ("Becomes", "改为"),
    "mix_change": ("{label}: late [points]", "{label}：超时 [百分点]"),
    "mix_cost_change": ("Cost", "成本"),
    "mix_title": ("Skills in a steady hall", "稳态大厅的技能组合"),
    "mix_subtitle": (
        "{mix}. Each class's share of people who wait longer than so many minutes; dots: the limits.",
        "{mix}。各类人等候超过若干分钟的比例；圆点为时限要求。",
    ),
    "mix_x": ("Minutes", "分钟"),
    "mix_y": ("Wait longer [%]", "等候更久 [%]"),
    "mix_exactly": ("No simulation: exact waits.", "未经模拟，为精确值。"),
}
