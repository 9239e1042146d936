"""Queueing theory: closed forms and exact methods that the simulator is tested and read against.

Pure functions of numbers; nothing here knows a hall. Formulas without a stated unit hold in any time unit, as
long as rates and times share it; functions of time-varying queues are in minutes.
"""

from sim.theory.abandonment import ErlangA, ErlangATail, erlang_a, erlang_a_tail
from sim.theory.end_of_shift import EndOfShift
from sim.theory.erlang import (
    FiniteQueue,
    Pooling,
    SteadyState,
    erlang_b,
    erlang_c,
    erlang_c_servers,
    halfin_whitt,
    halfin_whitt_beta,
    mmc,
    mmc_wait_percentile,
    mmc_wait_tail,
    mmck,
    pooling,
    square_root_staffing,
)
from sim.theory.general import allen_cunneen, cosmetatos_ratio, kimura, mdc, mdc_wait_tail, mg1
from sim.theory.jackson import Jackson, jackson, traffic_rates
from sim.theory.offered_load import offered_load, offered_load_general
from sim.theory.priority import cobham, cobham_mmc, preemptive_resume
from sim.theory.transient import Transient, transient_mmc

__all__ = [
    "EndOfShift",
    "ErlangA",
    "ErlangATail",
    "FiniteQueue",
    "Jackson",
    "Pooling",
    "SteadyState",
    "Transient",
    "allen_cunneen",
    "cobham",
    "cobham_mmc",
    "cosmetatos_ratio",
    "erlang_a",
    "erlang_a_tail",
    "erlang_b",
    "erlang_c",
    "erlang_c_servers",
    "halfin_whitt",
    "halfin_whitt_beta",
    "jackson",
    "kimura",
    "mdc",
    "mdc_wait_tail",
    "mg1",
    "mmc",
    "mmc_wait_percentile",
    "mmc_wait_tail",
    "mmck",
    "offered_load",
    "offered_load_general",
    "pooling",
    "preemptive_resume",
    "square_root_staffing",
    "traffic_rates",
    "transient_mmc",
]
