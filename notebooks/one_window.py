# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The same 56 clerks behind three kinds of windows
#
# What the published results of `scenarios/one_window.yaml` say, claim by claim. Nothing is simulated here: the numbers
# are read from `results/published/one_window`, whose files are verified against their manifest, and each claim is
# asserted below the sentence that makes it. To make the results again, run
# `onewindow compare one_window --out results/published/one_window`.
#
# What is compared is pooling, the number of queues that a person stands in, and the pace of generalists. It is not the
# reform: missing papers and returns, reviews behind, the issue desk and online filing are not in this version.

# %%
from pathlib import Path

import sim

folder = (
    Path(__file__).parents[1] / "results/published/one_window"
    if "__file__" in globals()
    else Path("../results/published/one_window")
)
results = sim.read(folder)
print(results.manifest["question"]["en"])
print(f"{results.manifest['replications']} replications of a week, seed {results.manifest['seed']}")

# %%
hall = results.summary.query("by == 'hall'").set_index(["measure", "variant"])
differences = results.differences.set_index(["measure", "a", "b"])


def value(measure: str, variant: str) -> float:
    """The mean over replications for the whole hall."""
    return float(hall.loc[(measure, variant), "mean"])


def difference(measure: str, b: str, a: str = "departmental") -> tuple[float, float]:
    """The interval of `b` less `a`; all intervals of the study hold together at 95 %."""
    row = differences.loc[(measure, a, b)]
    return float(row["low"]), float(row["high"])


hall.loc[
    ["mean_wait", "share_wait_over_30", "abandonment", "mean_time_in_hall", "utilisation"], ["mean", "low", "high"]
]

# %% [markdown]
# **One queue in place of several saves less than a minute of waiting.** The interval of the difference excludes 0,
# and a whole minute.

# %%
low, high = difference("mean_wait", "integrated")
assert -1.0 < low < high < 0.0, (low, high)

# %% [markdown]
# **Fewer people give up waiting at one window** than at department windows, in part because a matter of two or three
# departments is one ticket there and not two or three.

# %%
low, high = difference("abandonment", "integrated")
assert high < 0.0, (low, high)
assert value("sessions_per_case", "integrated") < value("sessions_per_case", "departmental")

# %% [markdown]
# **But people are longer in the hall**, since generalists take 15 % more time, and the windows are busier for it.

# %%
low, high = difference("mean_time_in_hall", "integrated")
assert low > 0.0, (low, high)
low, high = difference("utilisation", "integrated")
assert low > 0.05, (low, high)

# %% [markdown]
# **No hall keeps its goals** of at most 2 % waiting over 30 minutes and at most 2 % giving up: the mornings are too
# full for 56 windows, whatever their kind. Between 9:30 and 11:00 the windows of the third hall are busy throughout.

# %%
for variant in results.manifest["variants"]:
    assert hall.loc[("share_wait_over_30", variant), "low"] > 0.02
    assert hall.loc[("abandonment", variant), "low"] > 0.02
load = results.summary.query("variant == 'integrated' and measure == 'utilisation' and by == 'group_half_hour'")
load = load.set_index("level")["mean"]
assert load[["integrated/09:30", "integrated/10:00", "integrated/10:30"]].min() > 0.98

# %% [markdown]
# **The same people make the differences sure**: against halls with people of their own, the variance of the difference
# in mean wait is cut 21 to 25 times, that in the share waiting over 20 minutes 4 to 8 times.

# %%
frame = results.replications.query("by == 'hall'")
frame = frame.pivot(index="replication", columns=["variant", "measure"], values="value")
for measure, least, most in (("mean_wait", 21, 25), ("share_wait_over_20", 4, 8)):
    for variant in ("grouped", "integrated"):
        a, b = frame["departmental", measure], frame[variant, measure]
        assert least <= (a.var() + b.var()) / (a - b).var() <= most, (measure, variant)
