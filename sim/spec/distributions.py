"""The named distributions in which a spec states work and patience, in minutes, and decisions, in open days.

`mean` and `cv` (standard deviation over mean) describe the distribution before truncation: `at_least` and
`at_most` then condition it on that range.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.spec.fields import Model, NonNegative, Positive


class _Truncated(Model):
    at_least: NonNegative = 0.0
    """Smaller values do not occur; in minutes, or open days for a decision."""
    at_most: Positive | None = None
    """Larger values do not occur; in minutes, or open days for a decision."""

    @model_validator(mode="after")
    def _range(self) -> _Truncated:
        if self.at_most is not None and self.at_most <= self.at_least:
            raise ValueError("at_most must be larger than at_least")
        return self


class _MeanCv(_Truncated):
    mean: Positive
    """Minutes, or open days for a decision."""
    cv: Positive
    """Standard deviation over mean, without unit."""


class Exponential(_Truncated):
    """Memoryless."""

    kind: Literal["exponential"]
    mean: Positive
    """Minutes, or open days for a decision."""


class Deterministic(Model):
    """Always the same."""

    kind: Literal["deterministic"]
    mean: NonNegative
    """Minutes, or open days for a decision."""


class Lognormal(_MeanCv):
    """Service times of most real offices."""

    kind: Literal["lognormal"]


class Gamma(_MeanCv):
    """Shape 1 / cv^2, scale mean cv^2."""

    kind: Literal["gamma"]


class Erlang(_Truncated):
    """A sum of `stages` independent exponential stages; cv = stages^-1/2."""

    kind: Literal["erlang"]
    mean: Positive
    """Minutes, of the sum."""
    stages: int = Field(ge=1)
    """Number of stages."""


class Uniform(Model):
    """All values from `low` to `high` alike."""

    kind: Literal["uniform"]
    low: NonNegative
    """Minutes, or open days for a decision."""
    high: Positive
    """Minutes, or open days for a decision."""

    @model_validator(mode="after")
    def _order(self) -> Uniform:
        if self.high <= self.low:
            raise ValueError("high must be larger than low")
        return self


class Triangular(Model):
    """Smallest, most likely and largest value, as an experienced clerk would guess them."""

    kind: Literal["triangular"]
    low: NonNegative
    """Minutes, or open days for a decision."""
    mode: NonNegative
    """Minutes, or open days for a decision."""
    high: Positive
    """Minutes, or open days for a decision."""

    @model_validator(mode="after")
    def _order(self) -> Triangular:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise ValueError("low, mode and high must ascend, with low smaller than high")
        return self


class Weibull(_MeanCv):
    """Its shape is the root of the equation that gives it this cv."""

    kind: Literal["weibull"]


class PhaseType(_MeanCv):
    """Two moments by phases (Tijms 1994): a mixture of two Erlangs below cv 1, two balanced exponentials above."""

    kind: Literal["phase_type"]


class Empirical(Model):
    """One of the observed values, each with its weight."""

    kind: Literal["empirical"]
    values: tuple[NonNegative, ...] = Field(min_length=1)
    """Minutes, or open days for a decision."""
    weights: tuple[NonNegative, ...] | None = None
    """One a value, in any unit; all alike if left out."""

    @model_validator(mode="after")
    def _weights(self) -> Empirical:
        if self.weights is not None and len(self.weights) != len(self.values):
            raise ValueError("weights must be as many as values")
        if self.weights is not None and sum(self.weights) <= 0.0:
            raise ValueError("weights must not all be 0")
        return self


class LognormalParameters(_Truncated):
    """Lognormal by the mean and standard deviation of the logarithm of minutes."""

    kind: Literal["lognormal_parameters"]
    mu: float
    """Mean of ln(minutes)."""
    sigma: Positive
    """Standard deviation of ln(minutes)."""


class GammaParameters(_Truncated):
    """Gamma by shape and scale."""

    kind: Literal["gamma_parameters"]
    shape: Positive
    """Without unit."""
    scale: Positive
    """Minutes, or open days for a decision."""


class WeibullParameters(_Truncated):
    """Weibull by shape and scale."""

    kind: Literal["weibull_parameters"]
    shape: Positive
    """Without unit."""
    scale: Positive
    """Minutes, or open days for a decision."""


Distribution = Annotated[
    Exponential
    | Deterministic
    | Lognormal
    | Gamma
    | Erlang
    | Uniform
    | Triangular
    | Weibull
    | PhaseType
    | Empirical
    | LognormalParameters
    | GammaParameters
    | WeibullParameters,
    Field(discriminator="kind"),
]
"""Minutes, distributed as `kind` says."""
