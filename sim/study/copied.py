"""How the process ends that workers are copies of; nobody else imports this."""

from __future__ import annotations

import atexit
import os

# It has nothing to put in order at its end, for which whoever reads what we print would have to wait.
atexit.register(os._exit, 0)
