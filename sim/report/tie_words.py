"""The words for where halls tie, in English and Chinese; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.words import Pair

TIES: dict[str, Pair] = {
    "ties": ("Where {measure} is that of {base}, over {key}", "{key}取何值时{measure}与“{base}”相同"),
    "variant": ("Variant", "方案"),
    "now": ("Value now", "当前值"),
    "tie": ("Tie (95 % interval)", "持平值（95%置信区间）"),
    "below_it": ("Below it", "低于该值"),
    "at_start": ("Difference at {value}", "取{value}时之差"),
    "at_end": ("Difference at {value}", "取{value}时之差"),
    "lower": ("lower", "较低"),
    "higher": ("higher", "较高"),
    "none": ("none", "无"),
    "not_known": ("undecided", "未定"),
    "between": ("between {below} and {above}", "介于{below}与{above}之间"),
    "open": ("open", "开放"),
    "ties_at": (
        "{measure} of {variant} is that of {base} where {key} is {tie}; below that it is {side}.",
        "{key}为{tie}时，“{variant}”的{measure}与“{base}”相同；低于该值时{side}。",
    ),
    "stays": (
        "{measure} of {variant} stays {side} than that of {base} wherever it was looked and has a value, {key} being "
        "from {start} to {end}.",
        "{key}在{start}至{end}的范围内，凡所试且有值处，与“{base}”相比，“{variant}”的{measure}均{side}。",
    ),
    "stays_equal": (
        "{measure} of {variant} is that of {base} wherever it was looked and has a value, {key} being from {start} to "
        "{end}.",
        "{key}在{start}至{end}的范围内，凡所试且有值处，“{variant}”的{measure}均与“{base}”相同。",
    ),
    "stays_undecided": (
        "Whether {measure} of {variant} ties with that of {base} is undecided, {key} being from {start} to {end}.",
        "{key}在{start}至{end}的范围内，“{variant}”与“{base}”的{measure}是否持平未能判定。",
    ),
    "stays_gap": (
        "{measure} of {variant} is lower than that of {base} on one side, and higher on the other, of values of {key} "
        "from {start} to {end} at which there is none.",
        "{key}在{start}至{end}的范围内有无值之处，其两侧“{variant}”的{measure}一侧低于、一侧高于“{base}”。",
    ),
    "stays_missing": (
        "{measure} of {variant} or {base} has no value over the range of {key} from {start} to {end}.",
        "{key}在{start}至{end}的范围内，“{variant}”或“{base}”的{measure}无值。",
    ),
    "not_excluded": (
        "In the mean {measure} of {variant} is {side} than that of {base}, but a tie is not excluded where {key} is "
        "{values}.",
        "就均值而言，与“{base}”相比，“{variant}”的{measure}{side}，但{key}为{values}时不能排除持平。",
    ),
    "absent_at": (
        "{measure} of {variant} or {base} has no value where {key} is {values}.",
        "{key}为{values}时，“{variant}”或“{base}”的{measure}无值。",
    ),
    "ties_note": (
        "{where} Root of the mean difference, paired by replication (Brent 1973), to {tolerance}; the interval is the "
        "values at which the paired t-test over {n} replications does not reject a tie at 5 % (Casella and Berger "
        "2002, 9.2.1), of whole numbers the tie's neighbours if it rejects both. An open end lies beyond the range "
        "from {start} to {end}, or among values without a difference. Crossings closer than the values first tried, a "
        "quarter of the range apart, may be missed.",
        "{where}按重复配对差值均值的根（Brent，1973），精度{tolerance}；区间为{n}次重复的配对t检验在5%水平下"
        "不否定持平的全部取值（Casella与Berger，2002，9.2.1）；取整数且两侧相邻值均被否定时，以该两值为端点。"
        "“开放”表示该端超出{start}至{end}的范围，或落在无值之处。间隔小于范围四分之一的多次交叉可能漏检。",
    ),
    "in_others": ("{key} is changed in the variants, {base} stays as it is.", "{key}只在各方案中改变，“{base}”不变。"),
    "in_all": ("{key} is changed in all variants, {base} included.", "{key}在包括“{base}”在内的全部方案中改变。"),
    "left_out": (
        "Left out, as they have no such key: {variants}.",
        "以下方案无此设定项，未计入：{variants}。",
    ),
    "ties_title": ("Where the halls tie", "各方案何时持平"),
    "ties_subtitle": (
        "{measure} of each variant less that of {base}, over {key}. Below 0 the variant is lower. Dots: values played; "
        "lines down: ties, with their 95 % intervals as bars.",
        "各方案的{measure}减去“{base}”的值，随{key}变化；低于0表示该方案较低。圆点：模拟的取值；竖线：持平值，"
        "横条为其95%置信区间。",
    ),
}
