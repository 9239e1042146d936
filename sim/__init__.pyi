from sim.config import load as load
from sim.results import load as read
from sim.study import compare as compare
from sim.study import follow as follow

__all__ = ["__version__", "compare", "follow", "load", "read"]

__version__: str
