"""How the loop is compiled: its parts one after another, each once, for the kinds of numbers that it is annotated with.

Left to itself numba compiles a function anew for every mixture of whole numbers, enumerations and literals that it is
called with, and makes each quick, with all that it calls, before the next; that took six times as long.
"""

from __future__ import annotations

import dis
import hashlib
from collections.abc import Callable
from enum import EnumType
from pathlib import Path
from typing import Any

from llvmlite.binding import Linkage, create_pass_builder, create_pipeline_tuning_options, parse_assembly
from numba import config, njit, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder

from sim.engine.kernel.hall import HALL, PLAIN

Part = Callable[..., Any]


class _Parts(JITCodeLibrary):
    """The code of a part, as it is linked into the loop: it is never run by itself, so nothing more is made of it."""

    def _optimize_final_module(self) -> None:
        """Left to the loop, which has all parts before it."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        self._ensure_finalized()
        return NOT_THERE

    @property
    def codegen(self) -> Any:
        return self

    def set_env(self, name: str, environment: Any) -> None:
        """Numba's own data about a function, which only one that can raise an error looks at."""


class _Whole(JITCodeLibrary):
    """The code of the loop with all its parts, which nobody else calls.

    Known to be so they need not hand on errors that none of them raises, nor keep to numba's way of being called: the
    loop takes a sixth less time. Its own loops are short: to prepare for many turns takes longer than the turns.
    """

    plain = False
    """Whether it is for plain halls alone."""

    def _optimize_final_module(self) -> None:
        self._final_module.link_in(parse_assembly(f"@{PLAIN} = constant i1 {str(self.plain).lower()}"))
        self._final_module.get_global_variable(PLAIN).linkage = Linkage.internal
        names = {kept.fndesc.llvm_func_name for part in APART for kept in part.overloads.values()}
        for function in self._final_module.functions:
            if function.linkage is Linkage.linkonce_odr:
                function.linkage = Linkage.internal
                if self.plain and not function.is_declaration:
                    function.add_function_attribute("alwaysinline")
                elif function.name in names:
                    function.add_function_attribute("noinline")
        options = create_pipeline_tuning_options(speed_level=3)
        options.loop_vectorization = options.slp_vectorization = options.loop_unrolling = False
        builder = create_pass_builder(self._codegen._tm, options)
        builder.getModulePassManager().run(self._final_module, builder)


class _PlainHalls(_Whole):
    """The same for plain halls alone, in which some columns stand still (see `sim.engine.kernel.features`).

    What is left of the rules is short enough for all parts to be written out wherever they are called for.
    """

    plain = True


NOT_THERE = 0
"""Where a function is that has no machine code of its own."""


def _pipeline(library: type[JITCodeLibrary]) -> type[CompilerBase]:
    """Numba's compiler, but for what it puts code into."""

    class Pipeline(CompilerBase):
        def define_pipelines(self) -> list[Any]:
            self.state.library = library(self.state.targetctx.codegen(), library.__name__)
            self.state.library.enable_object_caching()
            return [DefaultPassBuilder.define_nopython_pipeline(self.state)]

    return Pipeline


PART, WHOLE, PLAIN_HALLS = _pipeline(_Parts), _pipeline(_Whole), _pipeline(_PlainHalls)
"""How parts are compiled, how the loop is, and how that for plain halls."""

AS_A_PART = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": PART}
"""How numba is asked for a part."""

PARTS: list[Any] = []
"""The parts of the loop."""

APART: list[Any] = []
"""Those that are never written out where they are called."""


def compiled(function: Part) -> Part:
    """A part of the loop, which is called by others only."""
    return _part(function, forceinline=False)


def written_out(function: Part) -> Part:
    """A part that is short, and called for all the time: its code is written out wherever it is.

    The compiler sees neither how often that is nor which of several callers matters. A tenth less is done so.
    """
    return _part(function, forceinline=True)


def apart(function: Part) -> Part:
    """A part that most halls never call, from places that all come by: they are to lose nothing by it."""
    part = compiled(function)
    APART.append(part)
    return part


def _part(function: Part, forceinline: bool) -> Part:
    # The rules divide nowhere: numba's own error for a division by zero would only take time.
    part: Part = njit(error_model="numpy", forceinline=forceinline, **AS_A_PART)(function)
    PARTS.append(part)
    return part


def compile_all() -> None:
    """Compile what has not been, each part after those that it calls."""
    for part in PARTS:
        _compile(part)


def _compile(part: Any) -> None:
    if part.signatures:
        return
    for step in dis.get_instructions(part.py_func):
        called = part.py_func.__globals__.get(step.argval) if step.opname == "LOAD_GLOBAL" else None
        if called in PARTS:
            _compile(called)
    annotated = part.py_func.__annotations__.items()
    part.compile(tuple(KINDS[kind] for name, kind in annotated if name != "return"))
    # From now on what it is called with is made of these kinds.
    part.disable_compile()


KINDS = {"Hall": HALL, "int": types.int64, "float": types.float64, "bool": types.boolean}
"""What annotations mean."""


def fingerprint(*sources: str) -> str:
    """What the loop is made of: the text of this package, and of further `sources`, and the constants in its parts.

    Numba itself looks at one file only, to tell whether what it has kept is still true.
    """
    digest = hashlib.sha256()
    for source in sorted([*map(str, Path(__file__).parent.glob("*.py")), *sources]):
        digest.update(Path(source).read_bytes())
    for part in PARTS:
        function = part if config.DISABLE_JIT else part.py_func
        for name in function.__code__.co_names:
            value = function.__globals__.get(name)
            if isinstance(value, int | float):
                digest.update(f"{name}={value!r}".encode())
            elif isinstance(value, EnumType):
                digest.update(f"{name}={list(value)!r}".encode())
    return digest.hexdigest()
