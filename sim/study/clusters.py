"""The workers of a Ray cluster: batches of cells go to whichever is free, and to another one where one dies.

Ray is not among the packages that onewindow needs: pip install 'onewindow[cluster]'. This process alone writes: what a
worker finds comes back to it, and is kept as if it had been played here.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sim.errors import Fault, InputError, ResultError
from sim.study.engines import get_ready
from sim.study.player import Found, Player, Task
from sim.study.points import code

LIVES = 10
"""Times that a batch is given to another worker, where one after another dies over it."""
ANSWER = 10.0
"""Seconds that a cluster has to answer."""
LOCAL = "local"
"""What stands for a cluster of our own in place of an address, as Ray has it."""
AHEAD = 2
"""Batches that are handed out for each worker: one at work, one at hand."""


@contextmanager
def cluster(player: Player, jobs: int, address: str | None) -> Iterator[tuple[Ray, int]]:
    """The workers of the cluster at `address`, and their number; of one of our own, of `jobs`, where none is named.

    `auto` is the cluster on this machine, or the one that RAY_ADDRESS names; `local`, here or there, is one of our own.
    Raises `InputError` where Ray is not installed, or there is no such cluster.
    """
    with _client(jobs, address) as ray:
        workers = Ray(ray, player)
        try:
            workers.get_ready()
            yield workers, workers.number()
        finally:
            workers.stop()


def number_of(jobs: int, address: str | None) -> int:
    """How many workers there are, before they are asked to work: those of the cluster, or `jobs` of one of our own.

    Raises as `cluster`.
    """
    if _named(address) is None:
        return jobs
    with _client(jobs, address) as ray:
        return _processors(ray)


@contextmanager
def _client(jobs: int, address: str | None) -> Iterator[Any]:
    """Ray, while this process is a client of the cluster. Raises as `cluster`."""
    ray = checked(address)
    told: dict[str, Any] = {"configure_logging": False, "log_to_driver": False, "include_dashboard": None}
    named = _named(address)
    if named is None:
        told |= {"address": "local", "num_cpus": jobs, "include_dashboard": False}
    else:
        told |= {"address": named}
    try:
        ray.init(**told)
    except (OSError, ValueError, RuntimeError) as error:
        raise _no_cluster(named, error) from None
    try:
        yield ray
    finally:
        ray.shutdown()


def checked(address: str | None) -> Any:
    """Ray, if it is installed, and somebody answers at the address. Raises `InputError` if not."""
    ray, named = _ray(), _named(address)
    try:
        _refuse_silence(named)
    except OSError as error:
        raise _no_cluster(named, error) from None
    return ray


def _named(address: str | None) -> str | None:
    """The address of a cluster that is there, where one is named."""
    named = address or os.environ.get("RAY_ADDRESS")
    return None if named == LOCAL else named or None


def _no_cluster(named: str | None, error: Exception) -> InputError:
    mend = (
        "start one: `ray start --head` here, `ray start --address=HOST:6379` elsewhere, with one RAY_AUTH_TOKEN for all"
    )
    mend += "; or leave out --address"
    return InputError(Fault(f"there is no cluster at {named or 'hand'}: {_first_line(error)}", mend, "address"))


def _refuse_silence(address: str | None) -> None:
    """Raises `OSError` where nobody answers at host:port, for which Ray itself would wait for many minutes."""
    host, _, port = (address or "").rpartition("://")[2].rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER).close()


def _ray() -> Any:
    """Ray, if it is installed."""
    # Nothing is to be told to its makers about who uses it.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        mend = "install it: pip install 'onewindow[cluster]'"
        raise InputError(Fault("a cluster needs Ray, which is not installed", mend, "executor")) from None
    logging.getLogger("ray").setLevel(logging.ERROR)
    return ray


class Ray:
    """The workers of a cluster that this process is a client of."""

    def __init__(self, ray: Any, player: Player) -> None:
        self._ray, self._player = ray, player
        self._play = ray.remote(num_cpus=1, max_retries=LIVES)(_played)
        self._ahead: list[Any] = []

    def number(self) -> int:
        """How many batches can be played at once, now."""
        return _processors(self._ray)

    def get_ready(self) -> None:
        """Let the engine be compiled once on every machine, before several workers there would do it at once.

        Raises `ResultError` for a machine that does not have the same code.
        """
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy as On

        ready = self._ray.remote(num_cpus=1, max_retries=LIVES)(_ready)
        machines = [node["NodeID"] for node in self._ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
        for answer in [
            ready.options(scheduling_strategy=On(node, soft=True)).remote(self._player.engine, code())
            for node in machines
        ]:
            self._answer(answer)

    def play(self, batches: Iterable[Sequence[Task]]) -> Iterator[list[Found]]:
        """What was found in each batch, in the order in which they are done.

        Raises `ResultError` for a batch that one worker after another dies over, and what playing raises.
        """
        ahead = iter(batches)
        self._hand_out(ahead)
        while self._ahead:
            (done, *_), self._ahead = self._ray.wait(self._ahead, num_returns=1)
            self._hand_out(ahead)
            found: list[Found] = pickle.loads(self._answer(done))
            yield found

    def _hand_out(self, ahead: Iterator[Sequence[Task]]) -> None:
        while len(self._ahead) < AHEAD * self.number() and (batch := next(ahead, None)) is not None:
            # As bytes, which a worker unpacks once it knows that it has the same code.
            self._ahead.append(self._play.remote(code(), pickle.dumps((self._player, list(batch)))))

    def _answer(self, reference: Any) -> Any:
        from ray.exceptions import RayError, RayTaskError

        try:
            answer = self._ray.get(reference)
        except RayTaskError as error:
            raise ResultError(f"a worker could not play: {error.cause}") from None
        except RayError as error:
            raise ResultError(
                f"workers of the cluster ended before their work was done: {_first_line(error)}"
            ) from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        """Let nobody play on for nothing."""
        for reference in self._ahead:
            self._ray.cancel(reference, force=True)
        self._ahead = []


def _processors(ray: Any) -> int:
    """Of all machines of a cluster together, now."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _ready(engine: str, expected: str) -> ResultError | None:
    """On a machine of the cluster: load the engine, and compile it if that has not been done."""
    if code() != expected:
        return _other_code()
    get_ready(engine)
    return None


def _played(expected: str, packed: bytes) -> bytes | Exception:
    """In a worker: play a batch of cells; what was found, packed, or why it could not be."""
    if code() != expected:
        return _other_code()
    player, batch = pickle.loads(packed)
    try:
        return pickle.dumps(_at_hand(player.seed, player.engine, player.level)(batch))
    except (InputError, ResultError) as error:
        return error


def _other_code() -> ResultError:
    import platform

    return ResultError(
        f"{platform.node()}, a machine of the cluster, has another onewindow, other packages or another kind of "
        "processor than this one: its numbers would not be the same. Install the same there, or leave it out"
    )


@lru_cache(maxsize=1)
def _at_hand(seed: int, engine: str, level: str) -> Player:
    """The player of this worker, which keeps its tapes from one batch to the next."""
    get_ready(engine)
    return Player(seed, engine, level)
