"""The words for staffing: windows, shifts, rosters, and what clashes; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.words import Pair

_OWN: dict[str, Pair] = {
    "service_over": ("at most {share} % wait over {limit} min", "等候超过{limit}分钟的不超过{share}%"),
    "service_mean": ("the mean wait is at most {mean} min", "平均等候不超过{mean}分钟"),
    "within_half_hour": ("{service} in every half-hour of every weekday", "每个工作日每个半小时内，{service}"),
    "within_day": ("{service} over each weekday", "每个工作日全天，{service}"),
    "within_half_hour_worst": (
        "{service} in every half-hour of every weekday, with one plan for all",
        "各工作日采用同一方案，每个工作日每个半小时内，{service}",
    ),
    "within_day_worst": (
        "{service} over each weekday, with one plan for all",
        "各工作日采用同一方案，每个工作日全天，{service}",
    ),
    "within_half_hour_average": (
        "{service} in every half-hour on the average of all weekdays, with one plan for all",
        "各工作日采用同一方案，按各工作日平均，每个半小时内，{service}",
    ),
    "within_day_average": (
        "{service} on the average of all weekdays, with one plan for all",
        "各工作日采用同一方案，按各工作日平均，{service}",
    ),
    "average_day": ("all weekdays", "各工作日平均"),
    "roster_interrupted": (
        "Interrupted: this is what there was by then; what is missing is left out.",
        "已中断：以下为中断时已有的结果，其余从略。",
    ),
    "not_tried": (
        "{variant}: {hours} hours a week ({money}) is the plan so far; whether the whole hall keeps it that {service} "
        "is not known.",
        "{variant}：目前方案为每周{hours}小时（{money}）；整个大厅能否做到{service}尚不清楚。",
    ),
    "certificate_untried": (
        "Not complete, not verified: it was broken off before the plan was tried to the end in the whole hall. Nothing "
        "is said of how it serves.",
        "未完成，未验证：在整个大厅中试完该方案之前即已中断；其服务水平未知。",
    ),
    "verified_untried": (
        "feasible on the days by which it was verified; it was broken off before it was tried on others.",
        "验证所用的日子里达标；尚未在其他日子上试验即已中断。",
    ),
    "costs_untried": ("Broken off before plans were played side by side.", "在并排模拟各方案之前已中断。"),
    "certificate_statistical": (
        "Statistical: with {confidence} % confidence no plan of these shifts pays less than {lower} hours a week, so "
        "that at most {gap} % could be saved ({days} days drawn from the hall for each pool; the error is divided "
        "among {pools}).",
        "统计证书：以{confidence}%的置信度，用这些班次每周不可能低于{lower}工时，即最多还可节省{gap}%"
        "（各排队池由大厅抽取{days}日，误差在{pools}个之间分摊）。",
    ),
    "convex": (
        " If shares of late people (or mean waits) are convex where they are low, none pays less than {lower} hours, "
        "so that at most {gap} % could be saved: {lines:,} lines were held against {held:,} ways to open windows that "
        "keep the service, and {broken:,} that failed were left out; it is not proven.",
        "若超时比例（或平均等候）在低值处为凸，则不可能低于{lower}工时，即最多还可节省{gap}%："
        "{lines:,}条割线以{held:,}种达标的开窗方式检验，另有{broken:,}条不成立者已舍去；凸性未经证明。",
    ),
    "confirmed": (
        " With as much confidence this plan keeps the service (from {fresh} fresh days of each).",
        "该方案以{confidence}%的置信度达到服务目标（各由{fresh}个新抽取日验证）。",
    ),
    "confirmed_shifts": (
        " With as much confidence this plan keeps the service, were it always the idle who go off first (from {fresh} "
        "fresh days of each).",
        "若下班者总是先从空闲者中选取，该方案以{confidence}%的置信度达到服务目标（各由{fresh}个新抽取日验证）。",
    ),
    "plan_is": (" In the whole hall it is {kept}", "在整个大厅中：{kept}"),
    "assumed": (
        " What is said of cheaper plans assumes that one more window makes nobody wait longer, which is not proven "
        "where clerks finish as they go off, or people leave.",
        "关于更省方案的结论假定多开一个窗口不会使任何人等得更久；在下班者办完手头业务或有人中途离开时，此点未经证明。",
    ),
    "not_pools": (
        " Why there is none: {reasons}.",
        "没有整厅下界的原因：{reasons}。",
    ),
    "beyond_of": ("{group}: {why}", "{group}：{why}"),
    "beyond_joint": ("staffed jointly", "各岗位一并配员"),
    "beyond_late_station": ("people come to it from other desks", "办事人由其他岗位转来"),
    "beyond_desk_before": ("a desk before it is staffed, too", "其前置岗位也在配员之列"),
    "beyond_steps": ("people take several steps in one visit", "一次到访需经多个窗口"),
    "beyond_returns": ("people come again on later days", "有人改日再来"),
    "beyond_balking": ("people turn away from long queues", "有人见队长而离去"),
    "beyond_silent": ("numbers are called in vain", "有空叫号"),
    "beyond_priorities": ("some are called earlier than others", "部分人优先叫号"),
    "beyond_agents": ("agents bring several cases", "代办员一次带多件"),
    "beyond_bookings": ("people book slots", "有预约时段"),
    "beyond_sent_home": ("people are sent home at closing", "关门时未办者被请回"),
    "beyond_closures": ("tickets are given while it is closed", "停办时段仍发号"),
    "beyond_wrong_tickets": ("people take wrong tickets", "有人取错号"),
    "beyond_help_desk": ("a help desk sends people back", "“办不成事”窗口会将人转回"),
    "beyond_issue": ("results are fetched there", "结果也在该处领取"),
    "beyond_experts": ("experts are called to windows", "需请专家到窗会商"),
    "beyond_troubles": ("systems are down or clerks ill", "有系统故障或人员病假"),
    "beyond_help": ("groups help one another", "各组相互支援"),
    "beyond_tidal": ("windows are opened by queues", "有潮汐窗口"),
    "beyond_learning": ("clerks grow faster", "人员越办越快"),
    "beyond_absence": ("clerks are absent at times", "人员有缺勤"),
    "beyond_leavers": ("people leave where clerks finish as they go off", "有人中途离开，且下班者办完手头业务"),
    "beyond_odd_times": ("shifts or breaks do not begin with half-hours", "班次或休息不在整点或半点开始"),
    "beyond_cells": ("in some half-hours hardly anybody comes", "某些半小时几乎无人到来"),
    "beyond_large": ("so large a pool that no useful bound is found in minutes", "规模过大，数分钟内得不到有用的下界"),
    "beyond_differs": ("it was seen that waits there hang on more", "模拟显示其等候还取决于其他因素"),
    "roster_head": (
        "{variant}: shifts of {hours} paid hours a week ({money}) keep it that {service}.",
        "{variant}：每周排班{hours}个付薪工时（{money}），可做到{service}。",
    ),
    "staff_head": (
        "{variant}: {hours} window-hours a week ({money}) keep it that {service}.",
        "{variant}：每周开窗{hours}窗口小时（{money}），可做到{service}。",
    ),
    "levels_table": ("What each place is held to", "各岗位的目标"),
    "levels_where": ("Where", "岗位"),
    "levels_what": ("Service", "目标"),
    "of_files": ("{service} (files; minutes of opening hours)", "{service}（后台材料，按开放时间计）"),
    "of_stays": ("the mean stay is at most {mean} min", "平均在厅不超过{mean}分钟"),
    "stay": ("Stay in the hall, from the door", "自进门起的在厅时间"),
    "roles_table": ("Windows and clerks by role: {day}, the busiest day", "各岗位人数：{day}（最忙日）"),
    "not_kept": (
        "{variant}: {hours} hours a week ({money}) were found, but the whole hall does not yet keep it that {service}.",
        "{variant}：得到每周{hours}小时（{money}）的方案，但在整个大厅中尚未做到{service}。",
    ),
    "against_equal": (
        "Erlang C with a covering programme needs {equal} hours for the same service: {saved} hours a week ({percent} "
        "%, {money}) are saved.",
        "用Erlang C加覆盖规划达到同样服务需{equal}小时：每周节省{saved}小时（{percent}%，{money}）。",
    ),
    "against_more": (
        "Erlang C with a covering programme keeps the same service with {equal} hours, {saved} fewer.",
        "用Erlang C加覆盖规划达到同样服务只需{equal}小时，少{saved}小时。",
    ),
    "against_none": (
        "Erlang C with a covering programme does not reach this service, whatever it is asked for.",
        "用Erlang C加覆盖规划，无论如何加码都达不到该服务水平。",
    ),
    "against_plain": (
        "Asked for the target as it stands, it plans {hours} hours, and then {value} in the worst half-hour or day.",
        "若按原目标计算则为{hours}小时，此时最差时段为{value}。",
    ),
    "against_today": (
        "Today's clerks are on duty for {hours} hours a week, and then {value} in the worst half-hour or day.",
        "现有人员每周在岗{hours}小时，此时最差时段为{value}。",
    ),
    "late_value": ("{value} % wait too long", "超时者占{value}%"),
    "mean_value": ("the mean wait is {value} min", "平均等候{value}分钟"),
    "certificate_heuristic": (
        "Heuristic, {kept} For the days of the pools as sampled no plan of these shifts pays less than {lower} hours a "
        "week, so that at most {gap} % could be saved on those days.",
        "启发式解，{kept}就所抽样的排队日而言，用这些班次每周不可能低于{lower}工时，即在这些日子里最多还可节省{gap}%。",
    ),
    "convex_there": (
        " If shares of late people (or mean waits) are convex where they are low, which is not proven, it is {lower} "
        "hours, and {gap} %.",
        "若超时比例（或平均等候）在低值处为凸（未经证明），则为{lower}工时，最多{gap}%。",
    ),
    "no_bound": (" That is no bound for the whole hall.", "这不是整个大厅的下界。"),
    "certificate_joint": (
        "Heuristic, {kept} All roles were staffed together by playing the whole hall; that no plan is cheaper is not "
        "known, nor by how much one might be.",
        "启发式解，{kept}各岗位在整个大厅的模拟中一并配员；是否存在更便宜的方案、能便宜多少，均未知。",
    ),
    "verified_yes": (
        "verified feasible: on the last days, which nothing was chosen by, the worst half-hour or day has {worst}.",
        "经验证可行：在未参与任何选择的日子里，最差时段为{worst}。",
    ),
    "verified_perhaps": (
        "feasible within the error: it did on the days by which it was verified, but on the last days, which "
        "nothing was chosen by, the worst half-hour or day has {worst}.",
        "在误差范围内可行：验证所用的日子里达标，但在未参与任何选择的日子里，最差时段为{worst}。",
    ),
    "verified_no": (
        "not feasible: it did on the days by which it was verified, but on the last days, which nothing was chosen by, "
        "the worst half-hour or day has {worst}.",
        "不可行：验证所用的日子里达标，但在未参与任何选择的日子里，最差时段为{worst}。",
    ),
    "certificate_exact": (
        "Exact: arrivals are Poisson and services exponential, so that the lateness is worked out without error: no "
        "plan of these shifts pays less than {lower} hours a week (gap {gap} %). Of clerks who go off "
        "in the midst of a session any is taken to be as likely as any other.",
        "精确证书：到达为泊松、服务为指数分布，超时比例无误差计算：用这些班次每周不可能低于{lower}工时（差距{gap}%）。"
        "下班时正在办理者视为等可能。",
    ),
    "certificate_not": (
        "Heuristic, not verified: {missed} half-hours or days of the whole hall miss the service on the average. Allow "
        "more windows, or more time.",
        "启发式解，未通过验证：整个大厅有{missed}个时段平均未达标。请放宽窗口数或延长求解时间。",
    ),
    "no_roster": (
        "There is no roster: these cannot all be kept, and could if any one of them were given up. {rules}.",
        "无法排班：下列各项不能同时满足，放弃其中任意一项即可满足其余各项。{rules}。",
    ),
    "no_roster_one": ("There is no roster: what cannot be kept is {rules}.", "无法排班：{rules}无法满足。"),
    "no_roster_known": (
        "No roster of people was found in time, nor is it known that there is none: allow more (--seconds).",
        "在时限内未找到人员排班，也未证明无解：请增大--seconds。",
    ),
    "no_roster_of": (
        "No roster of people was found in time for {groups}, nor is it known that there is none: allow more "
        "(--seconds). So the hall was played with the shifts, and of the others' people it is:",
        "在时限内未为{groups}找到人员排班，也未证明无解：请增大--seconds。因此大厅按班次模拟；其余各组人员：",
    ),
    "people_head": (
        "{people} people work {hours} paid hours; no roster that keeps all contracts has fewer than {lower}. {granted} "
        "of {wishes} wishes are granted.",
        "{people}人共{hours}个付薪工时；满足全部合同的排班不可能低于{lower}工时。{wishes}项意愿中满足{granted}项。",
    ),
    "semicolon": ("; ", "；"),
    "rule_need": ("the windows that are needed on {day}", "{day}所需的窗口数"),
    "rule_need_people": (
        "the windows that are needed on {day}, for which there are {people} people",
        "{day}所需的窗口数（现有{people}人）",
    ),
    "rule_ceiling": ("no more clerks at once on {day} than there are windows", "{day}同时在岗不超过窗口数"),
    "rule_most": ("places in shifts of the kind {who}", "“{who}”班次的名额"),
    "rule_leave": ("{who} on leave on {day}", "{who}{day}休假"),
    "rule_must_day_off": ("{who} must have {of} off", "{who}必须{of}休息"),
    "rule_must_shift": ("{who} must work {of} only", "{who}只能上“{of}”"),
    "rule_must_avoid": ("{who} must not work {of}", "{who}不能上“{of}”"),
    "rule_hours_min": (
        "at least {value:g} paid hours a week (contract {who})",
        "每周至少{value:g}个付薪工时（合同{who}）",
    ),
    "rule_hours_max": (
        "at most {value:g} paid hours a week (contract {who})",
        "每周至多{value:g}个付薪工时（合同{who}）",
    ),
    "rule_days_min": ("at least {value:g} days a week (contract {who})", "每周至少{value:g}天（合同{who}）"),
    "rule_days_max": ("at most {value:g} days a week (contract {who})", "每周至多{value:g}天（合同{who}）"),
    "rule_shifts": ("only the shifts of contract {who}", "只上合同{who}规定的班次"),
    "rule_rest": ("{value:g} hours of rest from day to day (contract {who})", "两天之间休息{value:g}小时（合同{who}）"),
    "windows_table": ("Windows by half-hour: {group}", "各半小时窗口数：{group}"),
    "windows_cell_note": (
        "Windows that the plan opens, and in brackets those that it needs where these are fewer. "
        "Today: {today} at most.",
        "方案所开窗口数；括号内为实际所需（少于所开时）。现状最多{today}个。",
    ),
    "shifts_table": ("Clerks by shift: {group}", "各班次人数：{group}"),
    "shift": ("Shift", "班次"),
    "hours_of_day": ("From - to", "起止"),
    "breaks": ("Breaks", "休息"),
    "paid_hours": ("Paid [h]", "付薪 [小时]"),
    "roster_table": ("Roster: week of {monday}", "排班表：{monday}当周"),
    "clerk_name": ("Clerk", "人员"),
    "contract": ("Contract", "合同"),
    "group_name": ("Group", "人员组"),
    "week_hours": ("Hours", "工时"),
    "off": ("off", "休"),
    "wishes_table": ("Wishes", "意愿"),
    "wish": ("Wish", "意愿内容"),
    "wish_day_off": ("{of} off", "{of}休息"),
    "wish_shift": ("{of} only", "只上“{of}”"),
    "wish_avoid": ("no {of}", "不上“{of}”"),
    "wish_on": ("{wish} ({days})", "{wish}（{days}）"),
    "granted": ("Granted", "是否满足"),
    "untried": ("not tried", "未试"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "perhaps": ("within the error", "误差范围内"),
    "left": ("Interrupted: what is left of it is left out.", "已中断：其余比较从略。"),
    "costs_table": ("What plans cost, and how they serve", "各方案的成本与服务"),
    "plan": ("Plan", "方案"),
    "plan_found": ("This plan", "本方案"),
    "plan_sipp": ("Erlang C by half-hour, covered", "Erlang C逐半小时加覆盖规划"),
    "plan_lagged_sipp": ("Erlang C, lagged by a service, covered", "Erlang C滞后一次服务加覆盖规划"),
    "plan_mol": ("Modified offered load, covered", "修正负荷加覆盖规划"),
    "plan_isa": ("Iterative staffing, covered", "迭代配员加覆盖规划"),
    "plan_sipp_equal": ("Erlang C, its target set to serve as well", "Erlang C调整目标至同等服务"),
    "plan_today": ("Today", "现状"),
    "hours_week": ("Hours a week", "每周工时"),
    "money_week": ("{currency} a week", "每周成本 [{currency}]"),
    "worst_any": ("Worst for what it is held to", "与目标相比最差的时段"),
    "worst_late": ("Worst: wait over {limit} min [%]", "最差时段等候超{limit}分钟 [%]"),
    "worst_mean": ("Worst mean wait [min]", "最差时段平均等候 [分钟]"),
    "worst_when": ("When", "时段"),
    "mean_wait_all": ("Mean wait [min]", "平均等候 [分钟]"),
    "kept": ("Kept", "达标"),
    "costs_note": (
        "All on the same {days} days of each weekday, which no plan was chosen by; the worst half-hour (or day) with "
        "its 95 % t-interval over {n} replications. Half-hours with fewer than one ticket a day are left out. "
        "Kept: on the average of these days in every one of them. "
        "Waits run from the ticket to the call, or to leaving, lunch included.",
        "均以未参与选择的每个工作日各{days}天模拟；最差时段（半小时或全天）附{n}次重复的95% t置信区间。"
        "每日不足一张号票的半小时不计。达标：每个时段按这些天的平均均达标。等候自取号至叫号或离开，含午休。",
    ),
    "kept_exactly": (
        "This hall is a queue of the books: whether plans keep the target is worked out without error, and their worst "
        "half-hours on these days differ from that by chance. (Today's is judged by these days.)",
        "该大厅为教科书式排队：是否达标由精确计算判定，表中最差时段与之的出入系抽样所致（现状按这些天判定）。",
    ),
    "certificates_table": ("What is known of cheaper plans", "关于更便宜方案的证明"),
    "weekday": ("Weekday", "工作日"),
    "week_people": ("week, with people", "全周（含人员）"),
    "lower_bound": ("None pays less than [h]", "下界 [小时]"),
    "gap_percent": ("Gap [%]", "差距 [%]"),
    "certificate": ("Kind", "类别"),
    "kind_heuristic": ("pool as sampled", "抽样排队日"),
    "kind_exact": ("exact", "精确"),
    "kind_statistical": ("statistical, both sides", "统计（双侧）"),
    "kind_bounded": ("statistical bound", "统计下界"),
    "kind_joint": ("hall as played, no bound", "大厅模拟，无下界"),
    "status": ("Ended by", "结束原因"),
    "status_optimal": ("proof", "已证最优"),
    "status_gap": ("gap", "达到差距"),
    "status_time": ("time", "到时"),
    "status_interrupted": ("interrupt", "中断"),
    "seconds": ("Seconds", "秒"),
    "roster_cost": (
        "{variant}: {groups} on {weekdays}; {plays} plays of {weeks} weeks at a time, and {searches} searches of at "
        "most {seconds:g} s each: up to {left} if one mending does. Ctrl-C ends it with what it has.",
        "{variant}：{groups}，{weekdays}；每次模拟{plays}次×{weeks}周，另有{searches}次求解、每次至多{seconds:g}秒："
        "若一轮修正即可，最多约"
        "{left}。Ctrl-C结束并保留已有结果。",
    ),
    "roster_sampling": ("The hall is played with so many windows that nobody waits.", "以充裕窗口模拟大厅。"),
    "roster_drawing": ("Days of the hall are drawn for a certificate.", "为证书抽取大厅工作日。"),
    "roster_solved": (
        "{group}, {day}: {paid} h, none below {lower} h (gap {gap:.1f} %), {seconds:.0f} s.",
        "{group}，{day}：{paid}小时，下界{lower}小时（差距{gap:.1f}%），{seconds:.0f}秒。",
    ),
    "roster_bounds": (
        "{group}, {day}: best {paid} h, bound {lower} h, gap {gap:.1f} %",
        "{group}，{day}：现有{paid}小时，下界{lower}小时，差距{gap:.1f}%",
    ),
    "roster_verified": (
        "In the whole hall, round {round}: {missed} half-hours or days miss the service.",
        "整个大厅第{round}轮验证：{missed}个时段未达标。",
    ),
    "roster_people": ("People are found for the shifts.", "为班次安排人员。"),
    "roster_cost_joint": (
        "{variant}: {groups} on {weekdays}, all together; {plays} plays of {weeks} weeks at a time, and a search in "
        "the whole hall for at most {search}: up to {left} in all. Ctrl-C ends it with what it has.",
        "{variant}：{groups}，{weekdays}，一并配员；每次模拟{plays}次×{weeks}周，在整个大厅中搜索至多{search}："
        "合计最多约{left}。Ctrl-C结束并保留已有结果。",
    ),
    "roster_begun": ("{group}, {day}: {hours} h to begin with", "{group}，{day}：初始{hours}小时"),
    "roster_joint": (
        "The whole hall: {hours} h a week; {missed} half-hours or days miss the service, or might",
        "整个大厅：每周{hours}小时；{missed}个时段未达标或存疑",
    ),
    "roster_week": (
        "{group}: {hours} h a week, none below {bound} h",
        "{group}：每周{hours}小时，下界{bound}小时",
    ),
    "roster_alternatives": ("The plan is held against Erlang C and today's clerks.", "与Erlang C及现状比较。"),
    "roster_windows_title": ("Windows needed and windows rostered, by half-hour", "各半小时：所需窗口与排班窗口"),
    "roster_windows_subtitle": (
        "{label}. Above: windows that the plan opens (filled), that it needs (line), what Erlang C asks for (dots) and "
        "today's (dashes). Below: {below}, with its 95 % interval; the line across is what is allowed.",
        "{label}。上：方案所开窗口（色块）、所需窗口（线）、Erlang C所需（点）与现状（虚线）。"
        "下：{below}及其95%置信区间；横线为目标。",
    ),
    "below_late": ("share that waits over {limit} min", "等候超{limit}分钟的比例"),
    "below_mean": ("mean wait", "平均等候"),
    "windows_y": ("Windows", "窗口数"),
    "late_y": ("Over {limit} min [%]", "超{limit}分钟 [%]"),
    "mean_y": ("Mean wait [min]", "平均等候 [分钟]"),
    "legend_opened": ("opened", "所开"),
    "legend_need": ("needed", "所需"),
    "legend_sipp": ("Erlang C", "Erlang C"),
    "legend_today": ("today", "现状"),
    "bars_replications": (
        "Bars: 95 % t-intervals over replications.",
        "竖条：各次重复的95% t置信区间。",
    ),
    "roster_gantt_title": ("Who works when", "排班图"),
    "roster_gantt_subtitle": (
        "{label}. Each bar is a shift, gaps are breaks. {what}",
        "{label}。横条为班次，空隙为休息。{what}",
    ),
    "gantt_people": ("A row a clerk, a column a weekday.", "每行一人，每列一个工作日。"),
    "gantt_shifts": (
        "A row a shift, a column a weekday, with the number of clerks.",
        "每行一种班次，每列一个工作日，标出人数。",
    ),
    "roster_gantt_none": ("Breaks are not worked.", "休息时间不在岗。"),
    "gantt_about": ("Paid hours: {hours} a week.", "每周付薪工时：{hours}。"),
    "xlsx_windows": ("Windows", "窗口数"),
    "xlsx_roster": ("Roster", "排班"),
    "xlsx_shifts": ("Shifts", "班次"),
    "xlsx_clerks": ("Clerks", "人数"),
    "xlsx_half_hour": ("Half-hour", "时段"),
    "ics_summary": ("{group}: {kind}", "{group}：{kind}"),
    "ics_breaks": ("Breaks: {breaks}", "休息：{breaks}"),
    "ics_none": ("No breaks", "无休息"),
}
ROSTERS: dict[str, Pair] = {key if key.startswith("roster_") else f"roster_{key}": text for key, text in _OWN.items()}
"""By key, each with `roster_` before it."""
