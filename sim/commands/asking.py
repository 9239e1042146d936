"""What every study is asked with besides its own question, and how it is answered."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sim.commands import AsJson, Engine, Jobs, Language, Out, Parity, Seed, workers

if TYPE_CHECKING:
    from sim.report.answers import Reported
    from sim.study.question import Question
    from sim.study.runner import Progress, Step

A = TypeVar("A", bound="Reported", covariant=True)


class Plays(Protocol[A]):
    """Plays a study to its answer."""

    def __call__(self, *, jobs: int, progress: Progress) -> A:
        """The answer, by so many workers."""
        ...


@dataclass(frozen=True)
class Asking:
    """Options that all studies share."""

    seed: Seed = None
    engine: Engine = "auto"
    parity: Parity = True
    jobs: Jobs = None
    out: Out = None
    as_json: AsJson = False
    lang: Language = "en"

    @property
    def how(self) -> dict[str, Any]:
        """How the halls are to be played, as questions take it."""
        return {"seed": self.seed, "engine": self.engine, "parity": self.parity}

    def answer(self, question: Question, cost: Callable[[Step], str], play: Plays[A]) -> A:
        """Say what it will cost, play, and tell and keep what comes out; a folder that will not do is told before."""
        from rich.console import Console

        from sim.results import check_place
        from sim.study.answering import finish, on_terminal
        from sim.study.telling import say_what_is_first

        place, errors = self.out and check_place(self.out), Console(stderr=True)
        say_what_is_first(errors, question, self.lang)
        with on_terminal(errors, cost, self.lang) as progress:
            answer = play(jobs=workers(self.jobs), progress=progress)
        finish(answer, place, self.as_json, self.lang, errors)
        return answer


def study(command: Callable[..., None]) -> Callable[..., None]:
    """The command, with each field of `Asking` as an option of its own after those of the command.

    A command line is made of a function's signature, and Python has no way to write a part of one but once.
    """
    own = [one for one in inspect.signature(command, eval_str=True).parameters.values() if one.annotation is not Asking]
    shared = list(inspect.signature(Asking, eval_str=True).parameters.values())
    names = [field.name for field in fields(Asking)]

    def asked(**given: Any) -> None:
        asking = Asking(**{name: given.pop(name) for name in names})
        command(asking, **given)

    together = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *shared)]
    asked.__name__, asked.__doc__, asked.__module__ = command.__name__, command.__doc__, command.__module__
    vars(asked)["__signature__"] = inspect.Signature(together)
    asked.__annotations__ = {one.name: one.annotation for one in together}
    return asked
