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
        "Each class's share of people who wait longer than so many minutes; dots: the limits. {mix}",
        "各类人等候超过若干分钟的比例；圆点为时限要求。{mix}",
    ),
    "mix_x": ("Minutes", "分钟"),
    "mix_y": ("Wait longer [%]", "等候更久 [%]"),
    "mix_exactly": ("No simulation: exact waits.", "未经模拟，为精确值。"),
    "shifts_cost": (
        "{variant}: {groups}; the hall is played {n} times for {weeks} weeks, three times over, and shifts are looked "
        "for in {search}: about {left}. Ctrl-C ends the search with what it has.",
        "{variant}：{groups}；大厅共模拟三轮，每轮{n}次×{weeks}周，班次搜索{search}：约{left}。Ctrl-C结束搜索并保留已有结果。",
    ),
    "shifts_bounds": ("plan {cost}, none below {lower} (gap {gap} %)", "现有方案{cost}，下界{lower}（差距{gap}%）"),
    "shifts_no_plan": ("none yet", "尚无"),
    "shifts_head": (
        "{variant}, {day}: {clerks} clerks on shifts for {cost} {unit} a day; today's windows are {today}.",
        "{variant}，{day}：{clerks}人上班，每日{cost}{unit}；现有窗口为{today}。",
    ),
    "shifts_each": ("each weekday by itself", "逐个工作日"),
    "shifts_head_each": (
        "{variant}, each weekday by itself: {clerks} shifts for {cost} {unit} a week; today's windows are {today}.",
        "{variant}，逐个工作日：每周{clerks}个班次，{cost}{unit}；现有窗口为{today}。",
    ),
    "shifts_sum": (
        "Certificate, of models of the days: of all weekdays together no shifts that keep the service cost less than "
        "{lower} {unit} a week, so that at most {gap} % could still be saved, with {confidence} % confidence, if "
        "shares of late people are convex where they are low, which is not proven; none less than {pooled}, if only "
        "more skills help, and pools are so.",
        "证书（针对各日模型）：若超时比例在较低处为凸（未经证明），各工作日合计达标班次每周不低于{lower}{unit}，至多还能节省{gap}%，"
        "置信度{confidence}%；若仅假定技能更多有益且单一队列如此，则不低于{pooled}。",
    ),
    "shifts_days": ("By weekday", "各工作日"),
    "shifts_weekday": ("Weekday", "工作日"),
    "shifts_cost_of": ("Cost [{unit} a day]", "成本 [{unit}/日]"),
    "shifts_cost_today": ("Today's windows", "现有窗口"),
    "shifts_lower": ("None below", "下界"),
    "shifts_gap": ("Gap [%]", "差距 [%]"),
    "shifts_worst": ("Worst half-hour, over {limit} min [%]", "最差时段超{limit}分钟 [%]"),
    "shifts_days_note": (
        "Worst half-hour: in the hall, mean and 95 % t-interval of {n} replications of {weeks} weeks; at most "
        "{share} % is asked.",
        "最差时段：大厅中{n}次重复、每次{weeks}周的均值与95%t区间；要求至多{share}%。",
    ),
    "shifts_none": (
        "{variant}, {day}: no shifts were found in time that keep the service: allow more (--seconds).",
        "{variant}，{day}：时限内未找到达标的班次：请增大--seconds。",
    ),
    "shifts_hours": ("paid hours", "付薪工时"),
    "shifts_model": ("Certificate, of a model of the day: {certificate}", "证书（针对当日模型）：{certificate}"),
    "shifts_differs": (
        "The model is not the hall: {differences}. So no bound is proven for the hall.",
        "模型不等于大厅：{differences}。因此对大厅本身并无经证明的下界。",
    ),
    "shifts_played_yes": (
        "Played in the hall itself, on days that nothing was chosen by, the plan keeps the service in every half-hour; "
        "the worst has {worst} % who wait too long.",
        "在大厅中以未参与选择的日子模拟，方案在每个半小时均达标；最差时段超时者占{worst}%。",
    ),
    "shifts_played_perhaps": (
        "Played in the hall itself, on days that nothing was chosen by, the plan keeps the service within the error; "
        "the worst half-hour has {worst} % who wait too long.",
        "在大厅中以未参与选择的日子模拟，方案在误差范围内达标；最差时段超时者占{worst}%。",
    ),
    "shifts_played_no": (
        "Played in the hall itself, on days that nothing was chosen by, the plan does not keep the service: the worst "
        "half-hour has {worst} % who wait too long.",
        "在大厅中以未参与选择的日子模拟，方案未达标：最差时段超时者占{worst}%。",
    ),
    "shifts_interrupted": (
        "The search was broken off: a cheaper plan, or a higher bound, may be found with more time.",
        "搜索被中断：若给更多时间，可能找到更省的方案或更高的下界。",
    ),
    "shifts_differs_fitted": (
        "minutes at the window are lognormal, with the mean and spread of those played, and people come evenly within "
        "a half-hour",
        "办理时间按模拟所得均值与离散程度取对数正态分布，半小时内到达均匀",
    ),
    "shifts_differs_finish": (
        "clerks who go off finish, and count until then",
        "下班者办完手头业务，此前仍计入窗口数",
    ),
    "shifts_differs_patience": ("nobody gives up or turns away", "无人放弃或离去"),
    "shifts_differs_returns": ("who comes again comes as ever", "再次来访者不随方案变化"),
    "shifts_differs_help": ("clerks do not help beyond their first scope", "不计跨范围相互支援"),
    "shifts_differs_pace": ("all clerks take the same minutes", "所有人员办理用时相同"),
    "shifts_differs_priority": ("nobody has priority", "无优先办理"),
    "shifts_differs_absence": ("every clerk comes", "人员全部到岗"),
    "shifts_clerks": ("Clerks by skill set and shift: {day}", "各技能组各班次人数：{day}"),
    "shifts_skills": ("Clerks", "人员"),
    "shifts_serves": ("Serve", "可办理"),
    "shifts_shift": ("Shift", "班次"),
    "shifts_times": ("From - to", "起止"),
    "shifts_breaks": ("Breaks", "休息"),
    "shifts_number": ("Clerks", "人数"),
    "shifts_paid": ("Paid [h]", "付薪 [小时]"),
    "shifts_money": ("Cost [{unit} a day]", "成本 [{unit}/日]"),
    "shifts_money_each": ("Cost [{unit} a week]", "成本 [{unit}/周]"),
    "shifts_all": ("All", "合计"),
    "shifts_windows": ("Windows by half-hour and skill set: {day}", "各半小时各技能组窗口数：{day}"),
    "shifts_half_hour": ("Half-hour", "时段"),
    "shifts_today_of": ("{group} (today)", "{group}（现状）"),
    "shifts_service": ("Who waits over {limit} min, by half-hour [%]: {day}", "各半小时等候超{limit}分钟者 [%]：{day}"),
    "shifts_line": ("Line", "队列"),
    "shifts_load": ("Load of all lines [Erlang]", "各队列负荷合计 [Erlang]"),
    "shifts_load_of": ("load of the lines below", "其下各队列负荷"),
    "shifts_allowed": ("allowed", "允许值"),
    "shifts_late_model": ("In the model", "模型"),
    "shifts_late_limit": ("Its limit", "模型上限"),
    "shifts_late_hall": ("In the hall", "大厅"),
    "shifts_late_today": ("Today", "现状"),
    "shifts_service_note": (
        "Model: on {fresh:,} fresh days; its limit holds for all half-hours together at {confidence:g} %. Hall: mean "
        "and 95 % t-interval of {n} replications of {weeks} weeks. The same shifts are worked on every open weekday. A "
        "line is all who may be served by the same clerks. At most {share} % is asked.",
        "模型：{fresh:,}个新抽取日；上限对全部时段同时成立，置信度{confidence:g}%。大厅：{n}次重复、每次{weeks}周的均值与"
        "95% t置信区间。各开放日均用同样班次。队列指可由相同人员办理者。目标为不超过{share}%。",
    ),
    "skill_shifts_title": ("Windows by skill, against the work that comes", "各技能组窗口与负荷"),
    "skill_shifts_subtitle": (
        "{label}, {day}. Above: windows that the plan opens, by who works there, and the load that comes, line on "
        "line; dashes are today's windows. Below: share of each line that waits over {limit} min, in the hall as "
        "played.",
        "{label}，{day}。上：方案所开窗口（按人员分色堆叠）与各队列负荷（自下而上累加）；虚线为现状窗口数。"
        "下：大厅模拟中各队列等候超{limit}分钟者的比例。",
    ),
    "shifts_windows_y": ("Windows, Erlang", "窗口数 / Erlang"),
    "shifts_late_y": ("Over {limit} min [%]", "超{limit}分钟 [%]"),
}
