"""The small types that every part of a spec is written in."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

DAY = 1440.0
"""Minutes in a day: day d starts at DAY * d."""
HALF_HOUR = 30.0
"""Minutes in the slot that profiles, windows and tables are given by."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


class Model(BaseModel):
    """Frozen, and strict about its keys: a misspelt key is an error, never a silent default.

    What validates it is made when the first value is validated: most models are only parts of another, and a worker
    process validates none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, allow_inf_nan=False, populate_by_name=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As pydantic's, with the text below each field, read by `sim.spec.meanings`, for its description."""
        from sim.spec.meanings import with_meanings

        return with_meanings(super().model_json_schema(*args, **kwargs), cls, Model)

    @model_validator(mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, data: Any) -> Any:
        """YAML has true, yes and on for a truth, which Python would take for the number 1."""
        for key, value in data.items() if isinstance(data, dict) else ():
            if isinstance(value, bool) and key in cls.model_fields and cls.model_fields[key].annotation is not bool:
                told = {"key": key, "value": str(value).lower()}
                raise PydanticCustomError("truth", "{key} is not to be {value}", told)
        return data


def clock(minutes: float) -> str:
    """The time of day "HH:MM" of `minutes` from midnight, as it is written in a spec (24:00 is midnight)."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def _minutes(value: Any) -> int:
    if isinstance(value, bool | int | float):
        # Infinity is a number, too, and has no hours.
        told = 0 <= value < DAY
        wrote = f" (YAML reads an unquoted {int(value) // 60}:{int(value) % 60:02d} as {int(value)})" if told else ""
        raise PydanticCustomError(
            "time_of_day",
            'a time of day must be quoted text "HH:MM", not the number {value}{wrote}',
            {"value": value, "wrote": wrote},
        )
    found = _CLOCK.fullmatch(str(value))
    minutes = 60 * int(found[1]) + int(found[2]) if found else -1
    if not 0 <= minutes <= DAY:
        raise PydanticCustomError(
            "time_of_day",
            'a time of day is written "HH:MM", from "00:00" to "24:00", not {value}',
            {"value": repr(value)},
        )
    return minutes


TimeOfDay = Annotated[
    int,
    BeforeValidator(_minutes),
    PlainSerializer(clock, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^([01]?[0-9]|2[0-4]):[0-5][0-9]$"}),
]
"""Minutes from midnight, written "HH:MM" in quotes."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A part of a whole, from 0 to 1."""
Positive = Annotated[float, Field(gt=0.0)]
NonNegative = Annotated[float, Field(ge=0.0)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""A name that other parts refer to: lower case, digits, underscores."""


class Label(Model):
    """What people call a thing, in both languages."""

    en: str = Field(min_length=1)
    """English."""
    zh: str = Field(min_length=1)
    """Chinese."""


class Interval(Model):
    """A stretch of one day, from `start` up to, but not including, `end`."""

    start: TimeOfDay
    """Time of day at which it begins."""
    end: TimeOfDay
    """Time of day at which it is over; later than `start`."""
