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
# # Fifty-six department windows, or forty windows with reviews behind
#
# What the published results of `scenarios/one_window.yaml` say, claim by claim. Nothing is simulated here: the numbers
# are read from `results/published/one_window`, whose files are verified against their manifest, and each claim is
# asserted below the sentence that makes it. To make the results again, run
# `onewindow compare one_window --replications 12 --out results/published/one_window`.
#
# In every hall people bring the same papers, departments share no data, and nothing is filed online: what is compared
# is where the work is done and by whom. What each part of the reform does is another question: `onewindow decompose
# reform`.

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
print(f"{results.manifest['replications']} replications, seed {results.manifest['seed']}")

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
    ["mean_wait", "visits_per_case", "mean_time_in_hall", "mean_days_to_result", "windows_open", "clerks_on_duty"],
    ["mean", "low", "high"],
]

# %% [markdown]
# **Windows fall, people do not.** Forty windows do not mean fewer clerks: with those who review, hand out and guide
# there are nine more on duty, and a case costs more.

# %%
for variant in ("grouped", "integrated"):
    assert value("windows_open", variant) == 40.0
    assert value("clerks_on_duty", variant) == value("clerks_on_duty", "departmental") + 9.0
    low, high = difference("cost_per_case", variant)
    assert low > 0.0, (low, high)

# %% [markdown]
# **Forty windows keep people waiting about as long as fifty-six**: by the intervals the mean wait differs by less than
# three minutes, either way.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("mean_wait", variant)
    assert -3.0 < low < high < 3.0, (variant, low, high)

# %% [markdown]
# **A case is fewer tickets, and fewer people are turned back at the first window**, since one session takes what three
# departments took, and guidance finds papers before the ticket.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("sessions_per_case", variant)
    assert high < 0.0, (variant, low, high)
    low, high = difference("turned_back_at_first", variant)
    assert high < 0.0, (variant, low, high)

# %% [markdown]
# **But people do not come less often**: the papers are the same, and so are the visits, to within a twentieth of a
# visit. That is the work of other levers.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("visits_per_case", variant)
    assert -0.05 < low < high < 0.05, (variant, low, high)

# %% [markdown]
# **And they are longer in the hall**: results that a department clerk handed over at once now wait for a review and
# for the issue desk.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("mean_time_in_hall", variant)
    assert low > 0.0, (variant, low, high)

# %% [markdown]
# **No hall keeps its goals** of at most 2 % waiting over 30 minutes and at most 2 % giving up: in the middle of the
# morning the windows of every hall are busy throughout.

# %%
for variant in results.manifest["variants"]:
    assert hall.loc[("share_wait_over_30", variant), "low"] > 0.02
    assert hall.loc[("abandonment", variant), "low"] > 0.02
load = results.summary.query("variant == 'integrated' and measure == 'utilisation' and by == 'group_half_hour'")
load = load.set_index("level")["mean"]
assert load[["integrated/09:30", "integrated/10:00", "integrated/10:30"]].min() > 0.98

# %% [markdown]
# **The same people make the differences sure**: against halls with people of their own, the variance of the difference
# in visits per case is cut 6 to 7 times, that in the mean wait 12 times.

# %%
frame = results.replications.query("by == 'hall'")
frame = frame.pivot(index="replication", columns=["variant", "measure"], values="value")
for measure, least, most in (("mean_wait", 11.5, 12.5), ("visits_per_case", 6.0, 8.0)):
    for variant in ("grouped", "integrated"):
        a, b = frame["departmental", measure], frame[variant, measure]
        times = (a.var() + b.var()) / (a - b).var()
        print(f"{measure}, {variant}: variance cut {times:.1f} times")
        assert least < times < most, (measure, variant)
