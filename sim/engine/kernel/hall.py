"""The hall as the compiled loop sees it: one address, from which each array is found when it is asked for.

As a tuple of arrays it would be handed from function to function as some three hundred numbers, each array counted as
held and let go again at every call: that took ten times as long as the rules themselves, and twice as long to compile.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.extending import intrinsic, models, overload, overload_attribute, register_model

from sim.engine.kernel.arrays import COLUMNS, Hall

WORDS = 3
"""Words about each array: its address and its two lengths."""


class HallType(types.Type):
    """A hall, to the compiler."""

    def __init__(self) -> None:
        super().__init__(name="Hall")


class ArrayType(types.Type):
    """One of its arrays."""

    def __init__(self, kind: Any, axes: int) -> None:
        super().__init__(name=f"ArrayOfHall({kind}, {axes})")
        self.kind, self.axes = kind, axes


HALL = HallType()
WORD = ir.IntType(64)


@register_model(HallType)
@register_model(ArrayType)
class _Address(models.PrimitiveModel):
    """A hall is the address of the words about its arrays, an array that of its own words."""

    def __init__(self, manager: Any, kind: types.Type) -> None:
        super().__init__(manager, kind, WORD)


def words_of(hall: Hall) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The words about the arrays of a hall; good as long as the hall is."""
    words = np.zeros((len(COLUMNS), WORDS), dtype=np.int64)
    for row, array in zip(words, hall, strict=True):
        row[0], row[1 : 1 + array.ndim] = array.ctypes.data, array.shape
    return words


@intrinsic
def hall_at(context: Any, address: Any) -> Any:
    """The hall of which the words are at an address."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return arguments[0]

    return HALL(types.intp), code


def _word(builder: Any, array: Any, place: int) -> Any:
    """One of the words about an array, which never change while the loop runs."""
    address = builder.add(array, ir.Constant(WORD, 8 * place))
    word = builder.load(builder.inttoptr(address, WORD.as_pointer()))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def _item(context: Any, builder: Any, kind: ArrayType, array: Any, index_kind: Any, index: Any) -> Any:
    """Where an item is. An index is not looked at: the rules never count from the end."""
    places = [index]
    if kind.axes == 2:
        places = [builder.extract_value(index, axis) for axis in range(2)]
        index_kind = index_kind.types[0], index_kind.types[1]
    else:
        index_kind = (index_kind,)
    row, *column = (context.cast(builder, place, of, types.intp) for place, of in zip(places, index_kind, strict=True))
    if column:
        row = builder.add(builder.mul(row, _word(builder, array, 2)), column[0])
    size = context.get_abi_sizeof(context.get_data_type(kind.kind))
    address = builder.add(_word(builder, array, 0), builder.mul(row, ir.Constant(WORD, size)))
    return builder.inttoptr(address, context.get_data_type(kind.kind).as_pointer())


@intrinsic
def _get(context: Any, array: Any, index: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        item = _item(context, builder, array, arguments[0], index, arguments[1])
        return context.unpack_value(builder, array.kind, item)

    return array.kind(array, index), code


@intrinsic
def _set(context: Any, array: Any, index: Any, value: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        item = _item(context, builder, array, arguments[0], index, arguments[1])
        given = context.cast(builder, arguments[2], value, array.kind)
        context.pack_value(builder, array.kind, given, item)
        return context.get_dummy_value()

    return types.void(array, index, value), code


@intrinsic
def _length(context: Any, array: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _word(builder, arguments[0], 1)

    return types.intp(array), code


@overload(operator.getitem)
def _getitem(array: Any, index: Any) -> Any:
    def get(array: Any, index: Any) -> Any:
        return _get(array, index)

    return get if isinstance(array, ArrayType) else None


@overload(operator.setitem)
def _setitem(array: Any, index: Any, value: Any) -> Any:
    def put(array: Any, index: Any, value: Any) -> Any:
        return _set(array, index, value)

    return put if isinstance(array, ArrayType) else None


@overload(len)
def _len(array: Any) -> Any:
    def length(array: Any) -> Any:
        return _length(array)

    return length if isinstance(array, ArrayType) else None


def _has(name: str, place: int, kind: np.dtype[Any], axes: int) -> None:
    """Let compiled functions ask a hall for the array `name`."""
    array_type = ArrayType(from_dtype(kind), axes)

    @intrinsic
    def array_of(context: Any, hall: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.add(arguments[0], ir.Constant(WORD, 8 * WORDS * place))

        return array_type(hall), code

    @overload_attribute(HallType, name)
    def found(hall: Any) -> Any:
        def attribute(hall: Any) -> Any:
            return array_of(hall)

        return attribute


for _place, (_name, (_kind, _axes)) in enumerate(COLUMNS.items()):
    _has(_name, _place, _kind, _axes)
