"""The words for what plans cost, how they serve, and what others would have asked."""

from __future__ import annotations

from sim.report.words import Pair

COSTS: dict[str, Pair] = {
    "not_tried": (
        "{variant}: {hours} hours a week ({money}) is the plan so far; whether the whole hall keeps it that {service} "
        "is not known.",
        "{variant}：目前方案为每周{hours}小时（{money}）；整个大厅能否做到{service}尚不清楚。",
    ),
    "costs_untried": ("Broken off before plans were played side by side.", "在并排模拟各方案之前已中断。"),
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
    "against_unsure": (
        "Erlang C with a covering programme, set to serve as well, asks for {saved} hours fewer ({equal}), but on the "
        "last days, unlike this plan, it misses the service on the average of some half-hour or day.",
        "Erlang C加覆盖规划按同等服务设定，少{saved}小时（{equal}小时）；"
        "但与本方案不同，其在最后的检验日里有时段平均未达标。",
    ),
    "against_none": (
        "Erlang C with a covering programme does not reach this service, whatever it is asked for.",
        "用Erlang C加覆盖规划，无论如何加码都达不到该服务水平。",
    ),
    "against_rule": (
        "The cheapest rule of thumb that keeps it, {rule}, asks for {hours} hours: {saved} hours a week ({percent} %, "
        "{money}) are saved.",
        "能达标的最省经验法则为{rule}，需{hours}小时：每周节省{saved}小时（{percent}%，{money}）。",
    ),
    "rule_named_sipp": ("Erlang C by half-hour", "Erlang C逐半小时"),
    "rule_named_lagged_sipp": ("Erlang C lagged by a service", "Erlang C滞后一次服务"),
    "rule_named_mol": ("modified offered load", "修正负荷"),
    "rule_named_isa": ("iterative staffing", "迭代配员"),
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
    "costs_cleared": (
        "The plan was played {n} times: more often than the others, as it was not clear before whether it keeps its "
        "service on the average, or is not yet. As it ended by what was seen, its interval is a little too narrow.",
        "本方案共模拟{n}次，多于其他方案：此前尚不能判定其平均上是否达标，或至此仍不能。因据所见结果而停止，其置信区间略偏窄。",
    ),
    "kept_exactly": (
        "This hall is a queue of the books: whether plans keep the target is worked out without error, and their worst "
        "half-hours on these days differ from that by chance. (Today's is judged by these days.)",
        "该大厅为教科书式排队：是否达标由精确计算判定，表中最差时段与之的出入系抽样所致（现状按这些天判定）。",
    ),
}
