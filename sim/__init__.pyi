from sim.config import load as load
from sim.results import load as read
from sim.staffing.certificate import roster_pool as roster_pool
from sim.staffing.frontier import frontier as frontier
from sim.staffing.multiroster import roster_skills as roster_skills
from sim.staffing.size import size as size
from sim.staffing.skills import skills as skills
from sim.staffing.staffed import roster as roster
from sim.staffing.staffed import staff as staff
from sim.staffing.tidal import tidal as tidal
from sim.study import compare as compare
from sim.study import follow as follow
from sim.study.breakeven import breakeven as breakeven
from sim.study.decomposition import decompose as decompose
from sim.study.diagnosis import diagnose as diagnose
from sim.study.longrun import longrun as longrun
from sim.study.selecting import select as select
from sim.study.sweep import sweep as sweep

__all__ = [
    "__version__",
    "breakeven",
    "compare",
    "decompose",
    "diagnose",
    "follow",
    "frontier",
    "load",
    "longrun",
    "read",
    "roster",
    "roster_pool",
    "roster_skills",
    "select",
    "size",
    "skills",
    "staff",
    "sweep",
    "tidal",
]

__version__: str
