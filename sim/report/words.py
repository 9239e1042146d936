"""The words for what happens to a case, in English and Chinese; `sim.report.text` says them."""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]


def together(*tables: Mapping[str, Pair]) -> dict[str, Pair]:
    """Several tables as one. Raises `ValueError` for a key that two of them have, of which one would be lost."""
    found: dict[str, Pair] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"two texts are called {min(twice)!r}")
        found |= table
    return found


MEMBERS: dict[tuple[str, str], Pair] = {
    ("Cause", "FIRST"): ("for the first time", "首次到厅"),
    ("Cause", "PAPERS"): ("with the missing papers", "补齐材料后再来"),
    ("Cause", "ERROR"): ("to put an error right", "因受理差错被通知补正"),
    ("Cause", "GAVE_UP"): ("again, after giving up", "放弃等候后再来"),
    ("Cause", "CLOSING"): ("again, after it was too late", "因闭厅未办成再来"),
    ("Cause", "RESULT"): ("for the next department", "前一部门已出结果，办下一部门"),
    ("Cause", "COLLECT"): ("to collect the result", "领取结果"),
    ("Outcome", "SERVED"): ("served", "已办理"),
    ("Outcome", "LEFT"): ("gave up, and told so", "放弃等候（已告知）"),
    ("Outcome", "LEFT_IN_SILENCE"): ("gave up without a word", "放弃等候（未告知）"),
    ("Outcome", "SENT_HOME"): ("sent home", "闭厅时被劝离"),
    ("Outcome", "TURNED_BACK"): ("turned back for a paper", "因材料不齐退回"),
    ("Outcome", "WRONG_TICKET"): ("ticket for another queue", "取错号"),
    ("Outcome", "ERROR"): ("error of the intake found", "发现受理差错"),
    ("Outcome", "FAILED"): ("machine failed", "自助机办理失败"),
    ("Outcome", "OPEN"): ("still open", "期末未办结"),
    ("VisitOutcome", "THROUGH"): ("all done that could be", "可办的均已办完"),
    ("VisitOutcome", "GAVE_UP"): ("gave up waiting", "放弃等候"),
    ("VisitOutcome", "BALKED"): ("found too many waiting", "见排队过长，离开"),
    ("VisitOutcome", "SENT_HOME"): ("sent home", "闭厅时被劝离"),
    ("VisitOutcome", "TOO_LATE"): ("came too late", "来得太晚，未能取号"),
    ("VisitOutcome", "TURNED_BACK"): ("turned back for a paper", "因材料不齐退回"),
    ("CaseOutcome", "DONE"): ("done", "办结"),
    ("CaseOutcome", "GAVE_UP"): ("gave up waiting, did not come again", "放弃等候，未再来"),
    ("CaseOutcome", "BALKED"): ("found too many waiting, did not come again", "见排队过长离开，未再来"),
    ("CaseOutcome", "SENT_HOME"): ("sent home, did not come again", "闭厅时被劝离，未再来"),
    ("CaseOutcome", "TOO_LATE"): ("came too late, did not come again", "来得太晚，未再来"),
    ("CaseOutcome", "TURNED_BACK"): ("turned back, did not come again", "被退回，未再来"),
    ("CaseOutcome", "LAPSED"): ("lapsed: a paper never came", "容缺材料未补，办件失效"),
    ("CaseOutcome", "NO_SHOW"): ("had booked, did not come", "已预约，未到"),
    ("CaseOutcome", "IN_PROGRESS"): ("under way when the days end", "期末仍在办理"),
    ("Role", "ENQUIRY"): ("enquiry", "咨询"),
    ("Role", "GUIDANCE"): ("guidance", "导办"),
    ("Role", "INTAKE"): ("acceptance", "受理"),
    ("Role", "REVIEW"): ("review", "审批"),
    ("Role", "DECISION"): ("decision", "部门决定"),
    ("Role", "SUPPLEMENT"): ("papers sent in later", "容缺补件"),
    ("Role", "ISSUE"): ("issue", "出件"),
    ("Role", "DELIVERY"): ("delivery", "寄递"),
    ("Role", "INSPECTION"): ("inspection", "核查"),
    ("Role", "MACHINE"): ("self-service", "自助办理"),
    ("Role", "HELP"): ("help", "“办不成事”处理"),
    ("Role", "CONSULTATION"): ("expert", "会商"),
    ("Station", "ENQUIRIES"): ("enquiries", "咨询台"),
    ("Station", "GUIDANCE"): ("guidance", "导办台"),
    ("Station", "WINDOW"): ("windows", "窗口"),
    ("Station", "BACK_OFFICE"): ("back office", "后台"),
    ("Station", "ISSUE"): ("issue desk", "出件窗口"),
    ("Station", "MACHINE"): ("machines", "自助机"),
    ("Station", "HELP"): ("help desk", "“办不成事”窗口"),
    ("Station", "EXPERTS"): ("experts", "会商专家"),
}
"""What the members of the enumerations of tapes, plans and traces are called, by class and member."""

JOURNEYS: dict[str, Pair] = {
    "journey": (
        "Case {case} of {people}, replication {replication}: {matter} ({priority})",
        "第{replication}次重复，{people}个办件中的第{case}号：{matter}（{priority}）",
    ),
    "journey_note": (
        "Who may come at all is numbered from 0; this person comes at volumes above {mark}.",
        "所有可能到来的办件从0起编号；业务量高于{mark}时，此人到来。",
    ),
    "journey_totals": ("All in all", "合计"),
    "journey_totals_note": (
        "In halls: from the door to leaving, all visits together; waiting: until a call. Travelling: there and back, "
        "and whatever else a trip takes. Days to result: from first contact, nights and closed days included.",
        "在厅：自到门口至离厅，各次合计；等候：至叫号。路途：往返合计，含每次出行的其他耗时。出结果天数：自首次接触起，含夜间和休息日。",
    ),
    "hall": ("Hall", "方案"),
    "how_it_ended": ("How it ended", "结局"),
    "visits": ("Visits", "跑动次数"),
    "in_hall": ("Minutes in halls", "在厅分钟"),
    "waiting": ("Minutes waiting", "等候分钟"),
    "travelling": ("Minutes travelling", "路途分钟"),
    "days_to_result": ("Days to result", "出结果天数"),
    "ordinary": ("ordinary", "普通"),
    "booked": ("booked", "已预约"),
    "stays_away": ("does not come at this volume", "在此业务量下不来"),
    # what happens
    "set_out": ("set out, {minutes} min to go", "出发，路程{minutes}分钟"),
    "set_out_for": ("set out for {site}, {minutes} min to go", "出发前往{site}，路程{minutes}分钟"),
    "by_agent": ("an agent brings the case", "由代办人办理"),
    "came": ("came, visit {visit}: {cause}", "到达（第{visit}次）：{cause}"),
    "let_in": ("let in after {waited} min at the door", "在门口等{waited}分钟后可取号"),
    "ticket": ("took a ticket at {queue}, {ahead} ahead", "在{queue}取号，前面{ahead}人"),
    "called": ("called by {group}, waited {waited} min", "{group}叫号，等待{waited}分钟"),
    "started": ("sat down with {group}", "在{group}开始办理"),
    "ended": ("was through with {group}", "在{group}办完"),
    "guided": ("was through with {group}", "{group}看过材料"),
    "answered": ("had a question answered by {group}", "经{group}答疑"),
    "turned_back": ("turned back by {group}", "被{group}退回"),
    "missing": ("missing: {papers}", "缺少：{papers}"),
    "mended": ("put right there: {papers}", "当场补正：{papers}"),
    "wrong_ticket": ("told by {group}: a ticket for another queue", "{group}告知：取错号"),
    "failed": ("failed at {group}", "{group}办理失败"),
    "issued": ("got the result from {group}", "从{group}领取结果"),
    "helped": ("{group} found a way", "{group}协调解决"),
    "no_help": ("{group} found no way", "{group}未能解决"),
    "gave_up": ("gave up at {queue} after {waited} min", "在{queue}等待{waited}分钟后放弃"),
    "sent_home": ("sent home", "闭厅，未能办理"),
    "balked": ("found too many waiting and left", "见排队过长，离开"),
    "too_late": ("came too late for a ticket", "来得太晚，未能取号"),
    "awaiting": ("waits in the hall for the result", "在厅等待结果"),
    "ready": ("waited {waited} min for that, and goes on", "等待{waited}分钟后继续办理"),
    "left": ("left the hall", "离厅"),
    "filed": ("filed online", "网上申报"),
    "handed_in": ("the file joins {queue}, {ahead} before it", "材料转至{queue}，前面{ahead}件"),
    "taken_up": ("taken up by {group}, after {waited} min", "{group}开始处理，等待{waited}分钟"),
    "processed": ("accepted by {group}", "{group}受理完毕"),
    "reviewed": ("reviewed by {group}", "{group}审批完毕"),
    "error_found": ("{group} found an error of the intake", "{group}发现受理差错"),
    "sent_back": ("sent back by {group}", "被{group}退件"),
    "inspected": ("inspected by {group}", "{group}完成承诺事项核查"),
    "expert_called": ("the window asks for {queue}, {ahead} before it", "窗口请{queue}会商，前面{ahead}件"),
    "expert_came": ("an expert of {group} came, after {waited} min", "{group}专家到场，等待{waited}分钟"),
    "advised": ("the expert is through, after {minutes} min", "会商结束，用时{minutes}分钟"),
    "no_expert": ("no expert is there: the window goes on without", "无专家在岗，窗口继续办理"),
    "deciding": ("the decision begins: {queue}", "进入决定环节：{queue}"),
    "decided": ("decided: {queue}", "已作出决定：{queue}"),
    "sent": ("the result is sent by courier", "结果交寄"),
    "delivered": ("the result has arrived", "结果送达"),
    "owes": ("accepted without what is sent in later", "容缺受理，待补"),
    "supplied": ("sent in what was missing", "已补交容缺材料"),
    "done": ("all done", "全部办结"),
    "not_again": ("does not come again", "不再来"),
    "lapsed": ("the case lapses: a paper never came", "容缺材料未补，办件失效"),
    "no_show": ("had booked, and does not come", "已预约，未到"),
    "in_progress": ("still under way when the days end", "期末仍在办理"),
    # where
    "all_windows": ("the windows", "综合窗口"),
    "all_departments": ("the departments", "各部门"),
    "enquiries_desk": ("enquiries", "咨询台"),
    "issue_desk": ("the issue desk", "出件窗口"),
    "help_desk": ("the help desk", "“办不成事”窗口"),
    "machines": ("the machines", "自助机"),
    "files_of": ("the files of {department}", "{department}后台"),
    "experts_of": ("an expert of {department}", "{department}专家"),
    "at_site": ("{queue}, {site}", "{site}{queue}"),
    # the figure of a journey
    "gantt_title": ("One case in each hall", "一个办件在各方案中的全过程"),
    "gantt_subtitle": (
        "{matter} ({priority}), case {case}. Hours in which neither the person nor a clerk is at it are left out.",
        "{matter}（{priority}），第{case}号办件。办事人和工作人员均无活动的时段已略去。",
    ),
    "gantt_footer": (
        "Scenario {scenario}: {question} Replication {replication}, seed {seed}.",
        "情景{scenario}：{question}第{replication}次重复，随机种子{seed}。",
    ),
    "gantt_way": ("on the way", "路途"),
    "gantt_waits": ("waits for a call", "等候叫号"),
    "gantt_served": ("is served", "办理"),
    "gantt_awaits": ("waits in the hall for the result", "在厅等结果"),
    "gantt_lies": ("file waits", "材料等待"),
    "gantt_worked": ("file is worked on", "材料处理"),
    "gantt_days": ("decision, delivery, papers to come", "决定、寄递、待补件"),
    "gantt_back": ("turned back, gave up, error", "退回、放弃、差错"),
    "gantt_absent": ("did not come", "未到"),
    "gantt_done": ("all done", "全部办结"),
    "gantt_on_the_way": ("the way", "路途"),
    "gantt_on_the_way_to": ("the way to {site}", "前往{site}"),
    "gantt_in_hall": ("in the hall", "在厅"),
    "gantt_booking": ("the booking", "预约"),
    "gantt_decision": ("decision, {department}", "{department}决定"),
    "gantt_courier": ("courier", "寄递"),
    "gantt_supplement": ("papers sent in later", "容缺补件"),
    "gantt_night": ("night", "隔夜"),
    "gantt_gap_days": ("{days} days", "{days}天"),
    "gantt_totals": (
        "visits: {visits}, in halls {in_hall} min, result after {days} days",
        "跑动{visits}次，在厅{in_hall}分钟，{days}天出结果",
    ),
    "gantt_totals_open": (
        "visits: {visits}, in halls {in_hall} min, {ended}",
        "跑动{visits}次，在厅{in_hall}分钟，{ended}",
    ),
    # what a reform is made of
    "no_value": (
        "{measure} has no value in the hall {hall}: there are no shares of an effect.",
        "方案“{hall}”中{measure}无值，无法分解其效果。",
    ),
}
"""What is said of one person's way through the halls, and of a measure that a hall does not have."""

RENEW = "onewindow check --update --because '...'"
"""How baselines are written anew."""

CHECKS: dict[str, Pair] = {
    "check_nothing": ("Nothing moved: {all} items are as the baselines have them.", "无变动：{all}项均与基线一致。"),
    "check_moved": ("{n} of {all} items moved. What moved: {causes}.", "{all}项中有{n}项变动。变动来源：{causes}。"),
    "check_undecided": (
        "{undecided} of {all} items are undecided: neither shown to be the same, nor to have moved.",
        "{all}项中有{undecided}项无法判定：既未证明相同，也未证明有变动。",
    ),
    "check_tiers": ("What was checked", "检查内容"),
    "check_tier": ("Tier", "层级"),
    "check_items": ("Items", "项数"),
    "check_of_them": ("Moved", "变动"),
    "check_not_sure": ("Undecided", "未定"),
    "check_largest": ("Largest change [%]", "最大变动 [%]"),
    "check_from": ("Comes from", "来源"),
    "check_what": ("What moved", "变动内容"),
    "check_what_undecided": ("What is undecided", "未定内容"),
    "check_item": ("Item", "项目"),
    "check_key": ("What", "内容"),
    "check_old": ("Old", "原值"),
    "check_new": ("New", "新值"),
    "check_change": ("Change [%]", "变动 [%]"),
    "check_more": ("{n} more rows: --json has them all.", "另有{n}行：--json列出全部。"),
    "check_also": ("{first}, and {n} more", "{first}等{all}项"),
    "tier_baselines": ("Baselines", "基线"),
    "tier_plans": ("Frozen plans", "固定计划"),
    "tier_tapes": ("Tapes", "随机带"),
    "tier_kpis": ("Key figures", "关键指标"),
    "cause_baselines": ("the baselines, by hand or by half", "基线本身（手工或未写完）"),
    "cause_configuration": ("configuration", "配置"),
    "cause_sampling": ("sampling", "抽样"),
    "cause_form": ("the form of plans", "计划的格式"),
    "cause_rules": ("rules", "规则"),
    "cause_counting": ("counting as halls are played (--level kpis)", "运行中计数（--level kpis）"),
    "cause_between": ("laying tapes over halls, or measuring", "铺排计划或计算指标"),
    "cause_unknown": ("not looked for: run all tiers", "未查明：请检查全部层级"),
    "seal_broken": (
        "a baseline, or the log, is not as it was last written: changed without a reason. Restore the folder as it was "
        "committed, or write it anew: " + RENEW,
        "基线或日志与最后一次写入时不符：无理由变更。请恢复已提交的版本，或重写：" + RENEW,
    ),
    "baseline_gone": (
        "{name} is gone from the baselines, or empty: what it holds would not be guarded. Restore it as it was "
        "committed, or write it anew: " + RENEW,
        "基线中没有{name}，或其为空：相应内容无从核对。请恢复已提交的版本，或重写：" + RENEW,
    ),
    "baseline_no_plans": (
        "there is no frozen plan: the rules of halls would not be guarded. Restore {name} as it was committed, or "
        "freeze plans again: python tests/freeze_plans.py, then " + RENEW,
        "没有任何固定计划：大厅规则无从核对。请恢复已提交的{name}，或重新固定计划：python tests/freeze_plans.py，再运行"
        + RENEW,
    ),
    "baseline_without": (
        "{name} has nothing of {first} ({all} lack in all), which other files of the baselines have: restore it as it "
        "was committed, or write it anew: " + RENEW,
        "{name}中没有{first}（共缺{all}项），而基线的其他文件中有：请恢复已提交的版本，或重写：" + RENEW,
    ),
    "plan_gone": (
        "the frozen plan is gone: restore it as it was committed, or do without it: " + RENEW,
        "固定计划已不存在：请恢复已提交的版本，或不再使用：" + RENEW,
    ),
    "plan_new": (
        "the frozen plan is not in the baselines yet: " + RENEW,
        "固定计划尚未写入基线：" + RENEW,
    ),
    "plan_changed": (
        "the frozen plan itself is another: restore it as it was committed, or adopt it: " + RENEW,
        "固定计划本身已改变：请恢复已提交的版本，或采用新的：" + RENEW,
    ),
    "plan_damaged": (
        "the file {file} is damaged ({why}): restore it as it was committed",
        "文件{file}已损坏（{why}）：请恢复已提交的版本",
    ),
    "plan_misfit": (
        "{why}; freeze the plans again: python tests/freeze_plans.py",
        "{why}；请重新固定计划：python tests/freeze_plans.py",
    ),
    "broke_down": ("the engine broke down: {why}", "引擎出错：{why}"),
    "engines_differ": (
        "the engines differ: {difference} (reference, then fast)",
        "两引擎不一致：{difference}（参考引擎在前）",
    ),
    "counted_apart": (
        "what is counted is not what the sessions come to: {difference} (counted, then of sessions)",
        "计数结果与逐次记录不符：{difference}（计数在前）",
    ),
    "counting_broke_down": ("the counting broke down: {why}", "计数出错：{why}"),
    "hall_gone": (
        "this hall is in the baselines, and no longer in the scenarios: restore it there, or do without it: " + RENEW,
        "基线中有此方案，情景中已无：请在情景中恢复，或不再使用：" + RENEW,
    ),
    "hall_new": (
        "this hall is in the scenarios, and not in the baselines yet: " + RENEW,
        "情景中有此方案，尚未写入基线：" + RENEW,
    ),
    "scenario_gone": (
        "this scenario is in the baselines, and its file no longer there: restore it, or do without it: " + RENEW,
        "基线中有此情景，其文件已不存在：请恢复，或不再使用：" + RENEW,
    ),
    "scenario_new": (
        "this scenario is there, and not in the baselines yet: " + RENEW,
        "有此情景，尚未写入基线：" + RENEW,
    ),
    "column_came_or_went": ("the column came or went", "该列新增或消失"),
    "column_moved": (
        "the column has other values; by chance two samples of one law differ so much with probability {likelihood}",
        "该列数值不同；同一分布的两个样本出现如此差异的概率为{likelihood}",
    ),
    "column_order": ("the same values are other people's", "数值相同，但对应的办事人不同"),
    "column_follows": (
        "another number of people; of the same law by chance with probability {likelihood}",
        "人数不同；同一分布出现如此差异的概率为{likelihood}",
    ),
    "column_tested": (
        "other numbers are drawn; two samples of one law differ so much with probability {likelihood}",
        "随机数不同；同一分布的两个样本出现如此差异的概率为{likelihood}",
    ),
    "figures_far": (
        "{far} of the {of} figures that the scenario compares moved by more than a planner would call the same",
        "情景比较的{of}项指标中，{far}项的变动超出规划者视为相同的范围",
    ),
    "figures_near": (
        "none of the figures that the scenario compares moved by more than a planner would call the same",
        "情景比较的各项指标，变动均未超出规划者视为相同的范围",
    ),
    "figure_moved": (
        "{measure} moved by more than a planner would call the same: {difference} (interval {low} to {high}, margin "
        "{margin}, {n} replications)",
        "{measure}的变动超出规划者视为相同的范围：差{difference}（区间{low}至{high}，容许范围{margin}，{n}次重复）",
    ),
    "figure_undecided": (
        "{measure} is neither shown to be the same, nor to have moved by more than a planner would call the same: "
        "{difference} (interval {low} to {high}, margin {margin}, {n} replications)",
        "{measure}既未证明相同，也未证明变动超出规划者视为相同的范围：差{difference}（区间{low}至{high}，"
        "容许范围{margin}，{n}次重复）",
    ),
    "other_streams": (
        "numpy draws other numbers than the baselines were drawn from ({names}): tapes are tested by their laws, key "
        "figures for equivalence. Write the baselines anew.",
        "numpy的随机数流与基线不同（{names}）：随机带改按分布检验，关键指标改作等效性检验。请重写基线。",
    ),
    "update_nothing": ("Nothing moved, nothing was written.", "无变动，未写入。"),
    "update_written": ("Written to {folder}: {reason}", "已写入{folder}：{reason}"),
}
"""What is said of a check against baselines."""
