"""What the process has at hand that workers are copies of; nobody else imports this."""

from __future__ import annotations

import atexit
import os

import sim.study.replication  # noqa: F401, what every worker needs

# It has nothing to put in order at its end, for which whoever reads what we print would have to wait.
atexit.register(os._exit, 0)
