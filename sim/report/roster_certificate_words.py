"""The words for what is known of cheaper plans: certificates, bounds, and why there are none."""

from __future__ import annotations

from sim.report.words import Pair

CERTIFICATES: dict[str, Pair] = {
    "certificate_untried": (
        "Not complete, not verified: it was broken off before the plan was tried to the end in the whole hall. Nothing "
        "is said of how it serves.",
        "未完成，未验证：在整个大厅中试完该方案之前即已中断；其服务水平未知。",
    ),
    "verified_untried": (
        "feasible on the days by which it was verified; it was broken off before it was tried on others.",
        "验证所用的日子里达标；尚未在其他日子上试验即已中断。",
    ),
    "verified_nobody": (
        "not judged: in no half-hour, or day, that the service is asked for does a person a day come.",
        "未作检验：在所要求的各时段均不足每日1人。",
    ),
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
    "certificates_table": ("What is known of cheaper plans", "关于更便宜方案的证明"),
    "week_people": ("week, with people", "全周（含人员）"),
    "lower_bound": ("None pays less than [h]", "下界 [小时]"),
    "gap_percent": ("Gap [%]", "差距 [%]"),
    "certificate": ("Kind", "类别"),
    "kind_heuristic": ("pool as sampled", "抽样排队日"),
    "kind_exact": ("exact", "精确"),
    "kind_cover": ("cover of the windows needed", "覆盖所需窗口"),
    "kind_statistical": ("statistical, both sides", "统计（双侧）"),
    "kind_bounded": ("statistical bound", "统计下界"),
    "kind_joint": ("hall as played, no bound", "大厅模拟，无下界"),
    "status": ("Ended by", "结束原因"),
    "status_optimal": ("proof", "已证最优"),
    "status_gap": ("gap", "达到差距"),
    "status_days": ("days drawn", "受抽样日数所限"),
    "status_taken": ("another plan", "改用其他方案"),
    "status_mended": ("mended in the hall", "按整厅结果增补"),
    "status_time": ("time", "到时"),
    "status_interrupted": ("interrupt", "中断"),
    "seconds": ("Seconds", "秒"),
}
