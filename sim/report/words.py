"""The words for what happens to a case, in English and Chinese; `sim.report.text` says them."""

from __future__ import annotations

Pair = tuple[str, str]

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
        "{halls}: with a chance of at least {sure} % its {measure} is the {best}, or within {zone} of it.",
        "选定“{halls}”：其{measure}{best}，或与{best}者相差不超过{zone}，把握不低于{sure}%。",
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
    "selected_ocba": (
        "{halls}: its {measure} looks {best}, and the chance that it is, or is within {zone} of it, is about "
        "{chance} % after {played} replications of all halls together.",
        "“{halls}”的{measure}看来{best}；全部方案共重复{played}次，其确为{best}或相差不超过{zone}的可能性约{chance}%。",
    ),
    "selected_mcb": (
        "{halls}: its {measure} is the {best}; intervals hold together at 95 %.",
        "“{halls}”的{measure}{best}；各区间同时成立的概率为95%。",
    ),
    "selected_mcb_open": (
        "Any of these may have the {best} {measure}: {halls}. Intervals hold together at 95 %.",
        "下列方案的{measure}均可能{best}：{halls}。各区间同时成立的概率为95%。",
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
    "more_halls": ("And {more} halls more, in halls.csv.", "另有{more}个方案，见halls.csv。"),
    "select_cost": (
        "{halls} halls x {n} replications at first; then as many as the choice needs, at most {most} of all halls "
        "together. {people}",
        "{halls}个方案，起初各重复{n}次；随后视选择所需继续，全部方案合计最多{most}次。{people}",
    ),
    "selection_title": ("Which hall has the {best} mean: {measure}", "{measure}{best}的方案"),
    "selection_subtitle": (
        "Blue: chosen, or perhaps the best. Grey: out, after the replications beside the bar.",
        "蓝色：选定或可能最优；灰色：已淘汰，旁注为所用重复次数。",
    ),
    "selection_bars": (
        "Bars: plain 95 % intervals of the mean over the replications of each hall.",
        "横线：各方案所用重复均值的普通95%置信区间。",
    ),
}
"""What is said where one of several halls is chosen; `sim.report.finding` says it."""
