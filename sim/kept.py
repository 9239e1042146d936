"""What is worked out when it is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class Kept(Generic[T]):
    """A property that is worked out when it is first asked for, and kept on its object.

    As `functools.cached_property`, which up to Python 3.11 has one lock for all objects of a class: halls that are
    measured side by side would wait for one another. Here two threads with one object may both work it out.
    """

    def __init__(self, find: Callable[[Any], T]) -> None:
        self.find, self.name, self.__doc__ = find, find.__name__, find.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        """The property's value, from the object's own dictionary from then on."""
        if instance is None:
            return self
        found = instance.__dict__[self.name] = self.find(instance)
        return found


def kept(find: Callable[[Any], T]) -> Kept[T]:
    """Make a property of a method that is called once for each object."""
    return Kept(find)
