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
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global
from numba.extending import intrinsic, models, register_model

from sim.engine.kernel.arrays import COLUMNS, Hall
from sim.engine.kernel.features import STILL
from sim.engine.kernel.rows import address_of

WORDS = 3
"""Words about each array: its address and its two lengths."""


class HallType(types.Type):
    """A hall, to the compiler."""

    def __init__(self) -> None:
        super().__init__(name="Hall")


class ArrayType(types.Type):
    """One of its arrays."""

    def __init__(self, name: str, place: int, kind: np.dtype[Any], axes: int) -> None:
        super().__init__(name=f"ArrayOfHall({name})")
        self.array, self.place, self.axes, self.size = name, place, axes, kind.itemsize
        self.item = RowType(name, kind) if kind.fields else from_dtype(kind)


class RowType(types.Type):
    """A row of one of them, whose fields are read and written by name."""

    def __init__(self, name: str, kind: np.dtype[Any]) -> None:
        super().__init__(name=f"RowOfHall({name})")
        self.array, self.size = name, kind.itemsize
        assert kind.fields is not None
        self.fields = {field: (from_dtype(of[0]), of[1]) for field, of in kind.fields.items()}


HALL = HallType()
ARRAYS = {name: ArrayType(name, place, *kind) for place, (name, kind) in enumerate(COLUMNS.items())}
WORD = ir.IntType(64)


@register_model(HallType)
@register_model(ArrayType)
@register_model(RowType)
class _Address(models.PrimitiveModel):
    """A hall is the address of the words about its arrays, an array that of its own words, a row its own address."""

    def __init__(self, manager: Any, kind: types.Type) -> None:
        super().__init__(manager, kind, WORD)


def words_of(hall: Hall) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The words about the arrays of a hall; good as long as the hall is."""
    words: list[int] = []
    for array in hall:
        words += (address_of(array), len(array), array.shape[1] if array.ndim == 2 else 0)
    return np.array(words, dtype=np.int64).reshape(-1, WORDS)


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
    """The address of an item. An index is not looked at: the rules never count from the end."""
    places = [index]
    if kind.axes == 2:
        places = [builder.extract_value(index, axis) for axis in range(2)]
        index_kind = index_kind.types[0], index_kind.types[1]
    else:
        index_kind = (index_kind,)
    row, *column = (context.cast(builder, place, of, types.intp) for place, of in zip(places, index_kind, strict=True))
    if column:
        row = builder.add(builder.mul(row, _word(builder, array, 2)), column[0])
    return builder.add(_word(builder, array, 0), builder.mul(row, ir.Constant(WORD, kind.size)))


def _only(builder: Any, access: Any, what: str) -> None:
    """Say that what is read or written here is nothing but `what`: all else in the hall stays as it is."""
    add = builder.module.add_metadata
    kind = add([what, add(["onewindow"]), ir.Constant(WORD, 0)])
    access.set_metadata("tbaa", add([kind, kind, ir.Constant(WORD, 0)]))


PLAIN = "onewindow.plain"
"""The name of what says whether a program is for plain halls: known when the parts are linked, not before."""


def _is_plain(builder: Any) -> Any:
    known = builder.module.globals.get(PLAIN)
    if known is None:
        known = ir.GlobalVariable(builder.module, ir.IntType(1), PLAIN)
        known.global_constant = True
    return builder.load(known)


def _load(context: Any, builder: Any, kind: Any, address: Any, what: str) -> Any:
    of = context.data_model_manager[kind]
    value = builder.load(builder.inttoptr(address, of.get_data_type().as_pointer()))
    _only(builder, value, what)
    if what in STILL:
        value = builder.select(_is_plain(builder), ir.Constant(value.type, int(STILL[what])), value)
    return of.from_data(builder, value)


def _store(context: Any, builder: Any, kind: Any, value: Any, address: Any, what: str) -> None:
    of = context.data_model_manager[kind]
    store = builder.store(of.as_data(builder, value), builder.inttoptr(address, of.get_data_type().as_pointer()))
    _only(builder, store, what)


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        array, index = args
        return array.item(array, index) if isinstance(array, ArrayType) else None


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        array, index, value = args
        if not isinstance(array, ArrayType):
            return None
        return types.void(array, index, value if isinstance(array.item, RowType) else array.item)


@infer_global(len)
class _Len(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        (array,) = args
        return types.intp(array) if isinstance(array, ArrayType) else None


@lower_builtin(operator.getitem, ArrayType, types.Any)
def _getitem(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array = signature.args[0]
    address = _item(context, builder, array, arguments[0], signature.args[1], arguments[1])
    return address if isinstance(array.item, RowType) else _load(context, builder, array.item, address, array.array)


@lower_builtin(operator.setitem, ArrayType, types.Any, types.Any)
def _setitem(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array = signature.args[0]
    address = _item(context, builder, array, arguments[0], signature.args[1], arguments[1])
    if not isinstance(array.item, RowType):
        _store(context, builder, array.item, arguments[2], address, array.array)
        return context.get_dummy_value()
    given = signature.args[2]
    if given != array.item:
        # From another array: as one piece, of which nobody is told what it leaves alone.
        size = ir.Constant(WORD, array.size)
        bytes_at = ir.IntType(8).as_pointer()
        to, of = builder.inttoptr(address, bytes_at), builder.inttoptr(arguments[2], bytes_at)
        cgutils.raw_memcpy(builder, to, of, size, 1)
        return context.get_dummy_value()
    fields = [(f"{array.array}.{name}", kind, place) for name, (kind, place) in array.item.fields.items()]
    # All are read before any is written.
    values = [_load(context, builder, kind, _at(builder, arguments[2], place), name) for name, kind, place in fields]
    for value, (name, kind, place) in zip(values, fields, strict=True):
        _store(context, builder, kind, value, _at(builder, address, place), name)
    return context.get_dummy_value()


def _at(builder: Any, address: Any, place: int) -> Any:
    return builder.add(address, ir.Constant(WORD, place))


@lower_builtin(len, ArrayType)
def _len(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return _word(builder, arguments[0], 1)


@infer_getattr
class _ArraysOfHall(AttributeTemplate):
    key = HallType

    def generic_resolve(self, hall: Any, name: str) -> Any:
        return ARRAYS[name]


@lower_getattr_generic(HallType)
def _array(context: Any, builder: Any, kind: Any, hall: Any, name: str) -> Any:
    return builder.add(hall, ir.Constant(WORD, 8 * WORDS * ARRAYS[name].place))


@infer_getattr
class _FieldsOfRow(AttributeTemplate):
    key = RowType

    def generic_resolve(self, row: Any, name: str) -> Any:
        return row.fields[name][0]


@lower_getattr_generic(RowType)
def _field(context: Any, builder: Any, row: Any, address: Any, name: str) -> Any:
    kind, place = row.fields[name]
    return _load(context, builder, kind, _at(builder, address, place), f"{row.array}.{name}")


@lower_setattr_generic(RowType)
def _set_field(context: Any, builder: Any, signature: Any, arguments: Any, name: str) -> None:
    row, given = signature.args
    kind, place = row.fields[name]
    value = context.cast(builder, arguments[1], given, kind)
    _store(context, builder, kind, value, _at(builder, arguments[0], place), f"{row.array}.{name}")
