"""The words for cost against wait and visits, in English and Chinese; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.words import Pair

FRONTIER: dict[str, Pair] = {
    "frontier_cost": (
        "{halls}, {levels} levels of wait each: about {plays:,} plays; chosen on {design} replications, judged on "
        "{fresh} fresh ones. An interrupt (Ctrl-C) keeps the points that have been judged by then; with --out the same "
        "command goes on later with what was played.",
        "{halls}个方案，各{levels}档等候水平：约需模拟{plays:,}次；以{design}次重复选取，另以{fresh}次未参与选取的重复检验。"
        "中断（Ctrl-C）时保留已检验的各点；指定--out时，之后重复同一命令即可接着已完成的模拟继续。",
    ),
    "frontier_go_on": (
        "What was played is kept beside the answer: the same command goes on from there.",
        "已完成的模拟保存在结果旁：重复同一命令即可继续。",
    ),
    "frontier_interrupted": (
        "Interrupted: only the points that were judged by then are told.",
        "已中断：仅列出此前已检验的各点。",
    ),
    "frontier_today": (
        "Today, {hall}: {people} on duty, {cost} {currency} a day, mean wait {wait} min, {visits} visits a case.",
        "现状（{hall}）：在岗{people}人，每日成本{cost}{currency}，平均等候{wait}分钟，每件跑动{visits}次。",
    ),
    "frontier_knee": (
        "The knee is {hall} with {people} on duty, {windows} at windows: {cost} {currency} a day, mean wait {wait} "
        "min, {late} % wait over {limit} min, {visits} visits a case ({n} fresh replications).",
        "拐点：{hall}，在岗{people}人（窗口{windows}人）：每日成本{cost}{currency}，平均等候{wait}分钟，等候超{limit}分钟者"
        "占{late}%，每件跑动{visits}次（另作{n}次未参与选取的重复）。",
    ),
    "frontier_knee_missed": (
        "There it misses the scenario's own goals.",
        "该点未达到情景自身的目标。",
    ),
    "frontier_knee_open": (
        "Whether it keeps the scenario's own goals there is open.",
        "该点是否达到情景自身的目标，尚无定论。",
    ),
    "frontier_keeps": (
        "The cheapest point that is seen to keep them is {hall} with {people} on duty, {windows} at windows: {cost} "
        "{currency} a day, mean wait {wait} min, {late} % wait over {limit} min.",
        "可见达到目标的各点中最省者：{hall}，在岗{people}人（窗口{windows}人）：每日成本{cost}{currency}，平均等候{wait}分钟，"
        "等候超{limit}分钟者占{late}%。",
    ),
    "frontier_none_keeps": ("No point is seen to keep them.", "各点均未见达到目标。"),
    "frontier_steeper": (
        "From there a minute less costs {steep} {currency} a day, and a minute more saves {flat}.",
        "由此再缩短1分钟，每日需增{steep}{currency}；放宽1分钟，每日可省{flat}{currency}。",
    ),
    "frontier_no_knee": (
        "There is no knee: cost falls evenly with the wait, or there are too few points.",
        "无拐点：成本随等候均匀下降，或点数太少。",
    ),
    "frontier_as_good": (
        "Erlang C with a covering programme, its target set to serve as well, would ask {people} on duty and {dearer} "
        "{currency} a day more ({percent} %); the mean wait is then {wait} min.",
        "若按Erlang C加覆盖规划、目标调至服务相当，需在岗{people}人，每日多{dearer}{currency}（{percent}%）；"
        "此时平均等候{wait}分钟。",
    ),
    "frontier_as_dear": (
        "Erlang C with a covering programme, its target set to serve as well, would ask {people} on duty, at the same "
        "cost.",
        "若按Erlang C加覆盖规划、目标调至服务相当，需在岗{people}人，成本相同。",
    ),
    "frontier_as_cheap": (
        "Erlang C with a covering programme, its target set to serve as well, would ask {people} on duty, and cost "
        "{cheaper} {currency} a day less ({percent} %): the search did not find that hall.",
        "若按Erlang C加覆盖规划、目标调至服务相当，需在岗{people}人，每日反而少{cheaper}{currency}（{percent}%）："
        "搜索未找到该配置。",
    ),
    "frontier_never_as_good": (
        "Erlang C has no target with which it was seen to serve as well.",
        "Erlang C无论取何目标，均未见能达到相当服务。",
    ),
    "frontier_sure_statistical": (
        "Certificate, statistical: with a clerk less in any of {fewer} of {groups} groups that wait is exceeded, or "
        "the work not done (95 % each). By the pools as sampled {cheaper}.",
        "结论性质：统计性。{groups}个人员组中，{fewer}组减1人即超过该等候或工作无法完成（各自把握95%）。按各服务池的抽样曲线，"
        "{cheaper}。",
    ),
    "frontier_sure_heuristic": (
        "Certificate: heuristic, verified feasible. With a clerk less in any of {fewer} of {groups} groups that wait "
        "is exceeded, or the work not done (95 % each). By the pools as sampled {cheaper}; no bound is proven.",
        "结论性质：启发式，已验证可行。{groups}个人员组中，{fewer}组减1人即超过该等候或工作无法完成（各自把握95%）。按各服务池的"
        "抽样曲线，{cheaper}；并无经证明的下界。",
    ),
    "frontier_cheaper": ("no hall is more than {gap} % cheaper", "最多还能省{gap}%"),
    "frontier_none_cheaper": ("no hall is cheaper", "没有更省的配置"),
    "frontier_days": (
        "That plan on other days, mean wait in its longest queue: {told}.",
        "该方案在其他日子（最长队列的平均等候）：{told}。",
    ),
    "frontier_days_too": (
        "{label}, {people} on duty for {level} min, on other days, mean wait in its longest queue: {told}.",
        "{label}（等候上限{level}分钟，在岗{people}人）在其他日子（最长队列的平均等候）：{told}。",
    ),
    "frontier_on_weekday": ("on {weekday} {wait} min", "{weekday}{wait}分钟"),
    "frontier_on_weekday_undone": ("on {weekday} the work is left undone", "{weekday}工作无法完成"),
    "frontier_on_more": ("with {more} % more people {wait} min", "人数增加{more}%时{wait}分钟"),
    "frontier_on_more_undone": ("with {more} % more people the work is left undone", "人数增加{more}%时工作无法完成"),
    "frontier_on_ill": ("with a clerk away at {group} {wait} min", "“{group}”缺1人时{wait}分钟"),
    "frontier_on_ill_undone": ("with a clerk away at {group} the work is left undone", "“{group}”缺1人时工作无法完成"),
    "frontier_robust": (
        "To keep to {level} min on all of these days takes {people} on duty, {extra} {currency} a day more "
        "({percent} %).",
        "若要在上述各种日子均不超过{level}分钟，需在岗{people}人，每日多{extra}{currency}（{percent}%）。",
    ),
    "frontier_robust_open": (
        "A plan that keeps to {level} min on all of these days was not verified; the last that was tried has {people} "
        "on duty.",
        "在上述各种日子均不超过{level}分钟的方案尚未得到验证；最后所试者在岗{people}人。",
    ),
    "frontier_points": ("Cost against wait against visits", "成本、等候与跑动次数"),
    "frontier_hall": ("Hall", "方案"),
    "frontier_level": ("Wait at most [min]", "等候上限 [分钟]"),
    "frontier_people": ("On duty", "在岗人数"),
    "frontier_windows": ("At windows", "窗口人数"),
    "frontier_longest": ("Mean wait, longest queue [min]", "最长队列的平均等候 [分钟]"),
    "frontier_cost_a_day": ("Cost a day [{currency}]", "每日成本 [{currency}]"),
    "frontier_equal": ("Erlang C, as good [{currency} a day]", "Erlang C服务相当时 [{currency}/日]"),
    "frontier_gap": ("Gap [%]", "差距 [%]"),
    "frontier_goals": ("Goals", "目标"),
    "frontier_goals_kept": ("kept", "达到"),
    "frontier_goals_missed": ("missed", "未达到"),
    "frontier_goals_open": ("open", "未定"),
    "frontier_stands": ("Standing", "地位"),
    "frontier_is_frontier": ("on the frontier", "在前沿上"),
    "frontier_is_tied": ("tied with {by}", "与{by}难分"),
    "frontier_is_dominated": ("worse than {by}", "不及{by}"),
    "frontier_is_knee": ("knee", "拐点"),
    "frontier_now": ("{label}, today", "{label}，现状"),
    "frontier_note": (
        "The cheapest clerks that were found for each limit of the mean wait, at windows and at each other desk "
        "(epsilon-constraint); clerks behind the windows are busy for {busy} % of their duty at most, and no hall has "
        "fewer than its work needs. Means on {n} fresh replications, with 95 % intervals. Longest queue: of windows "
        "and other desks; a desk before the windows that is short of clerks makes waits there look short. Gap: part of "
        "the clerks' cost that might be saved, by the pools' curves as sampled on {design} other replications and "
        "shifted to the lower end of the plan's interval; it is not a proven bound. Goals: the scenario's own, each by "
        "its interval. Standing: among all points in cost, wait and visits, paired by replication; worse is seen at "
        "95 %, tied is not.",
        "在各等候上限（窗口及其他服务台）下所找到的最省人员配置（ε约束法）；后台忙碌比例不超过{busy}%，人员不少于工作量所需。"
        "数值为另作{n}次未参与选取的重复的均值，括号内为95%置信区间。差距：按另外{design}次重复所得各服务池曲线（平移至方案区间"
        "下端），人员成本最多还能省的比例，并非经证明的下界。最长队列：窗口或其他服务台中平均等候最长者，即上限所约束者。地位：各点按成本、等候、跑动次数比较，按重复配对；“不及”为把握95%可见，“难分”则否。目标：情景自身"
        "的目标，逐项按区间判断。",
    ),
    "frontier_equal_note": (
        "Erlang C, as good: each half-hour by itself (SIPP), shifts of a whole day that cover the most of the day; its "
        "target is the loosest with which the hall was seen to keep the limit, too. – where it was not seen.",
        "Erlang C服务相当时：逐半小时单独计算（SIPP），以全天班次覆盖最大值；"
        "其目标取该配置亦经检验达到等候上限的最宽者；未见达到则记作“–”。",
    ),
    "frontier_beyond": (
        "{hall}: no number of clerks keeps {levels} min (with plenty: {shortest} min).",
        "{hall}：任何人数都无法达到{levels}分钟（人员充足时：{shortest}分钟）。",
    ),
    "frontier_limits": (
        "The cheapest hall by limits of wait and visits [{currency} a day]",
        "等候与跑动次数双重上限下最省的方案 [{currency}/日]",
    ),
    "frontier_visits_at_most": ("At most {visits} visits a case", "每件跑动不超过{visits}次"),
    "frontier_cell": ("{cost}: {people} on duty, {hall}", "{cost}：在岗{people}人，{hall}"),
    "frontier_limits_note": (
        "Of the verified points the cheapest that keeps to both, visits by their mean; – where none does. Visits come "
        "with the hall (papers, guidance, what is filed online) and with those who give up and return; clerks move "
        "them only so far.",
        "在已验证的各点中同时满足两项上限的最省者，跑动次数按均值；“–”表示没有。跑动次数主要取决于方案（材料、导办、网上申报）"
        "以及放弃后再来的人，增减人员只能有限地改变它。",
    ),
    "frontier_days_of": ("{label}: on other kinds of days", "{label}：其他日子"),
    "frontier_plan": ("Plan", "方案"),
    "frontier_plan_knee": ("Knee", "拐点"),
    "frontier_plan_robust": ("Robust", "稳健"),
    "frontier_kind": ("Day", "日子"),
    "frontier_kind_usual": ("as they come", "平常"),
    "frontier_kind_weekday": ("{weekday}", "{weekday}"),
    "frontier_kind_more": ("{more} % more people", "人数增加{more}%"),
    "frontier_kind_ill": ("a clerk away: {group}", "缺1人：{group}"),
    "frontier_paid": ("Clerks' cost a day [{currency}]", "人员每日成本 [{currency}]"),
    "frontier_queue": ("Longest queue", "最长队列"),
    "frontier_wait": ("Mean wait there [min]", "该处平均等候 [分钟]"),
    "frontier_kept": ("Limit of {level} min", "上限{level}分钟"),
    "frontier_is_kept": ("kept", "达到"),
    "frontier_not_kept": ("not kept, or not shown", "未达到或未能证明"),
    "frontier_not_done": ("not kept: work is left undone", "未达到：工作无法完成"),
    "frontier_windows_queue": ("windows", "窗口"),
    "frontier_days_note": (
        "Each kind of day by itself, on {n} fresh replications. A clerk away: of all groups the one where it is felt "
        "most. The intervals of all kinds of days and queues hold together at 95 %; kept where they end below the "
        "limit, and the clerks are enough for the work. The robust plan is heuristic, verified feasible: no "
        "bound is known.",
        "各种日子单独计算，另作{n}次未参与选取的重复。缺1人：取影响最大的人员组。各种日子与队列的区间同时成立的概率为95%；区间全部"
        "低于上限且人员足以完成工作者为“达到”。稳健方案为启发式，已验证可行，无已知下界。",
    ),
    "frontier_title": ("What a shorter wait costs", "缩短等候的代价"),
    "frontier_subtitle": (
        "The cheapest clerks that were found for each limit of the mean wait, in each hall. Hollow: today. Ring: the "
        "knee. Star: holds on busier days, too. Faint: what Erlang C with a covering programme would cost to serve as "
        "well.",
        "各方案在每档等候上限下所找到的最省人员配置。空心：现状；圆环：拐点；星形：在更忙的日子也达标；"
        "浅色：Erlang C加覆盖规划服务相当时的成本。",
    ),
    "frontier_wait_x": ("Mean wait, longest queue [min]", "最长队列的平均等候 [分钟]"),
    "frontier_cost_y": ("Cost a day [{currency}]", "每日成本 [{currency}]"),
    "frontier_visits_x": ("Visits per case", "每件跑动次数"),
    "frontier_bars": (
        "Bars: 95 % intervals of the mean over replications.",
        "横竖线：各次重复均值的95%置信区间。",
    ),
    "day_mon": ("Monday", "周一"),
    "day_tue": ("Tuesday", "周二"),
    "day_wed": ("Wednesday", "周三"),
    "day_thu": ("Thursday", "周四"),
    "day_fri": ("Friday", "周五"),
    "day_sat": ("Saturday", "周六"),
    "day_sun": ("Sunday", "周日"),
}
"""Where cost is traded against wait and visits."""
