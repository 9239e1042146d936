"""The words of the figures, in both languages."""

from __future__ import annotations

from sim.report.text import Lang

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "footer": "Scenario {scenario}: {question} {replications} replications, seed {seed}.",
        "bands": "Bands: 95 % intervals of the mean over replications.",
        "bars": "Bars: 95 % intervals of the mean over replications.",
        "bands_bars": "Bands and bars: 95 % intervals of the mean over replications.",
        "left_out": "Left out: tickets taken while a hall is closed, such as the next one of a visit that runs into"
        " lunch (at most {share} of a hall's tickets).",
        "means": "Numbers are means over replications.",
        "closed": "closed",
        "percent": "{value} %",
        "at_most": "goal: at most {value}",
        "at_least": "goal: at least {value}",
        "wait_title": "Mean wait through the day",
        "wait_subtitle": "Minutes from ticket to call, lunch closure included, of the tickets for windows taken in the"
        " half-hour and served. Shaded: opening hours.",
        "wait_y": "Mean wait (minutes)",
        "time_x": "Time of day at which the ticket was taken",
        "wait_goal": "goal for the overall mean: {value} min",
        "tail_title": "Share of tickets that wait longer than a given time",
        "tail_subtitle": "Tickets for windows, lunch closure included. Curves: all of them, ticket to call, giving up"
        " or being sent home. Panels below: tickets served or given up, ticket to call or giving up; those sent home"
        " left out. Vertical lines: the limits of the panels below.",
        "tail_y": "Share of tickets that wait that long or longer",
        "tail_x": "Wait (minutes)",
        "limit": "{value} min",
        "load_title": "How busy clerks are, by group and half-hour",
        "load_subtitle": "Busy time over planned time on duty, in percent, by half-hour of the clock, in front and"
        " behind. White: hall closed. Grey: nobody on duty.",
        "load_bar": "Utilisation",
        "load_x": "Time of day",
        "journeys_title": "How often people come, and how long the result takes",
        "journeys_subtitle": "Visits per case by what people come for, and days from first contact to the result,"
        " nights and closed days included; means over the cases done, with 95 % intervals over replications.",
        "journeys_visits": "Visits per case",
        "journeys_mean": "Mean days to the result",
        "journeys_p90": "90 % of results within (days)",
        "journeys_shares": "{share} done in one visit",
        "first": "first visit",
        "returns_papers": "with missing papers",
        "returns_error": "to put an error right",
        "returns_gave_up": "after giving up",
        "returns_closing": "after closing",
        "returns_result": "for the next department",
        "returns_collect": "to collect the result",
        "headline_title": "The halls compared, in their main measures",
        "headline_subtitle": "Mean over replications with its 95 % interval. Waits are those of tickets served, from"
        " ticket to call; shares over a limit count those who gave up, too. Lunch closure included. Dashed: the goal.",
        "over": "Waiting over {value} min [%]",
    },
    "zh": {
        "footer": "情景{scenario}：{question}重复{replications}次，随机种子{seed}。",
        "bands": "阴影带：各次重复均值的95%置信区间。",
        "bars": "横线：各次重复均值的95%置信区间。",
        "bands_bars": "阴影带与横线：各次重复均值的95%置信区间。",
        "left_out": "未计入：闭厅期间取的号，如午休前未办完者的下一张号（各方案至多占全部号票的{share}）。",
        "means": "数字为各次重复的均值。",
        "closed": "闭厅",
        "percent": "{value}%",
        "at_most": "目标：不超过{value}",
        "at_least": "目标：不低于{value}",
        "wait_title": "平均等候时间的日内变化",
        "wait_subtitle": "从取号到叫号的分钟数，含午休；按取号所在的半小时统计，仅计已办理的窗口号票。"
        "浅色底为开放时间。",
        "wait_y": "平均等候时间（分钟）",
        "time_x": "取号时刻",
        "wait_goal": "总体均值目标：{value}分钟",
        "tail_title": "等候超过给定时间的号票占比",
        "tail_subtitle": "窗口号票，含午休。曲线：全部号票，取号至叫号、弃号或被劝离的分钟数。下方各图："
        "已办理和弃号的号票，取号至叫号或弃号，被劝离者不计。竖线为下方各图的等候时限。",
        "tail_y": "等候达到或超过该时间的号票占比",
        "tail_x": "等候时间（分钟）",
        "limit": "{value}分钟",
        "load_title": "各人员组分时段忙闲程度",
        "load_subtitle": "利用率（忙碌时间占计划在岗时间的百分比），含前台和后台，每半小时统计一次。"
        "白色：闭厅；灰色：无人在岗。",
        "load_bar": "利用率",
        "load_x": "时刻",
        "journeys_title": "跑动次数与办结时间",
        "journeys_subtitle": "每件平均跑动次数（按来由），以及自首次接触至取得结果的天数（含夜间和休息日）；"
        "均为办结件的均值，横线为各次重复均值的95%置信区间。",
        "journeys_visits": "每件跑动次数",
        "journeys_mean": "平均办结天数",
        "journeys_p90": "90%办结件的办结天数不超过",
        "journeys_shares": "一次办结率{share}",
        "first": "首次到厅",
        "returns_papers": "补齐材料",
        "returns_error": "补正差错",
        "returns_gave_up": "放弃后再来",
        "returns_closing": "闭厅后再来",
        "returns_result": "办下一部门",
        "returns_collect": "领取结果",
        "headline_title": "各方案主要指标比较",
        "headline_subtitle": "各次重复的均值及其95%置信区间。等候时间为已办理号票自取号至叫号，含午休；"
        "超时率另计入弃号者。虚线为目标。",
        "over": "等候超过{value}分钟 [%]",
    },
}
