"""What people would say of their visit, if they were asked afterwards."""

from __future__ import annotations

from pydantic import Field

from sim.spec.fields import Model


class Survey(Model):
    """A logistic model of satisfaction: P = 1 / (1 + exp(-(intercept + the sum of what follows))).

    All defaults are estimates: no survey of such a hall is known that would give them. A city that has one should put
    its own coefficients here, and read differences between halls before it reads levels.
    """

    intercept: float = 3.0
    """Log-odds of somebody who waits for nothing, and has the result on the first visit, on the same day: 95 %."""
    wait: float = Field(default=-0.4, le=0.0)
    """Change for each 10 minutes of wait for a call, as the mean over the person's visits."""
    visits: float = Field(default=-0.7, le=0.0)
    """Change for each visit after the first."""
    days: float = Field(default=-0.05, le=0.0)
    """Change for each day from first contact to the end of the case."""
    turned_back: float = Field(default=-0.6, le=0.0)
    """Change where the person was turned back for a paper, once or more often."""
    unserved: float = Field(default=-2.5, le=0.0)
    """Change where the case ended without a result."""
