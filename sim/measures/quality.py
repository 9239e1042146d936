"""What goes wrong, and what is mended: papers, errors, wrong tickets, machines, the desk of last resort."""

from __future__ import annotations

import numpy as np

from sim.measures.cuts import Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import (
    ALL_DAYS,
    CASES_DONE,
    CASES_SEEN,
    ERRORS_PER_CASE,
    OF_JOURNEYS,
    PAPERS_PER_CASE,
    SHARE,
    told,
)
from sim.measures.view import View
from sim.plan import Role
from sim.tape import Bools
from sim.trace import Outcome

ALL = ("hall",)


def _role(view: View, role: Role) -> Bools:
    """(s) Whether a ticket is for such a stage, was served, and is of a measured day."""
    chosen: Bools = (view.role == role) & view.served & view.on_measured_day
    return chosen


def _share(view: View, chosen: Bools, outcome: Outcome) -> Ratio:
    return ratio(np.array([np.sum(chosen & (view.trace.outcome == outcome))], float), np.array([np.sum(chosen)], float))


@told("Turned back at first", "首次受理退回率", SHARE, CASES_SEEN, OF_JOURNEYS)
def turned_back_at_first(view: Figures, by: str) -> Ratio:
    """Share of the cases seen at a window whose first session for acceptance ended because a paper was missing.

    Sessions with a ticket for another queue are passed over.

    到过窗口的办件中，首次受理因材料不齐被退回的比例；取错号的接待不计。
    """
    return view.cases(by).where(view.case_sums.seen).share(view.case_sums.turned_back_at_first)


@told("Turned back at guidance", "导办退回率", SHARE, ALL_DAYS, ALL, kpis=False)
def turned_back_at_guidance(view: View, by: str) -> Ratio:
    """Share of the sessions at guidance after which the person went home for a paper, without a ticket.

    导办接待中因材料不齐当即返回、未再取号的比例。
    """
    return _share(view, _role(view, Role.GUIDANCE), Outcome.TURNED_BACK)


@told("Mended by guidance", "导办补正率", SHARE, CASES_SEEN, OF_JOURNEYS, kpis=False)
def share_mended_by_guidance(view: View, by: str) -> Ratio:
    """Share of the findings that a paper was missing which guidance mended on the spot.

    A finding is one paper found missing once: at guidance, at a window, or of a case filed online.

    发现材料缺失（导办、窗口或网上申报审核，每份每次计一项）中由导办当场补正的比例。
    """
    papers, cases = view.papers, view.cases(by)
    mended = cases.total(papers.mended_of_case)
    return ratio(mended, mended + cases.total(papers.told_of_case))


@told("Papers handed in per case", "每件提交材料数", PAPERS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def papers_per_case(view: Figures, by: str) -> Ratio:
    """Mean number of papers handed in, or uploaded, over the cases done.

    A paper counts once in every session that accepts a case or a part of it and asks for it: twice where two
    departments ask for it at windows of their own, once where they share a session. Papers that departments share, or
    that are let pass, are not handed in.

    办结件平均提交（含网上上传）的材料份数：每次受理所需的每份材料计一次，两个部门分窗各收一份计两次，一次受理合并收取计一次；
    部门共享和容缺的材料不计。
    """
    return view.done_cases(by).mean(view.per_case.papers)


@told("Papers cut short", "材料缺失截止率", SHARE, CASES_SEEN, OF_JOURNEYS, kpis=False)
def papers_cut_short(view: View, by: str) -> Ratio:
    """Share of the cases with a paper that was there only because it had been found missing four times.

    So many times have a draw of their own; after them a paper is there by rule, so that no case goes on for ever. A
    share that is not small says that the demand's chances are beyond what the model is for.

    材料已四次被发现缺失、按规则视为齐备的办件占全部办件的比例。抽样次数以此为限，以免办件无休止往返；
    该比例不小时，说明缺失概率已超出模型适用范围。
    """
    return view.cases(by).share(view.papers.case_cut_short)


@told("Errors per case", "每件受理差错数", ERRORS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def errors_per_case(view: Figures, by: str) -> Ratio:
    """Mean number of times, over the cases done, that an intake was put right because of an error found behind.

    办结件因后台发现差错而重新受理的平均次数。
    """
    return view.done_cases(by).mean(view.case_sums.errors)


@told("Wrong tickets", "取错号率", SHARE, ALL_DAYS, ALL, kpis=False)
def share_wrong_tickets(view: View, by: str) -> Ratio:
    """Share of the tickets served at windows that were for another queue.

    窗口已接待的号票中取错号的比例。
    """
    return _share(view, view.at_window & view.served & view.on_measured_day, Outcome.WRONG_TICKET)


@told("Machine failures", "自助机失败率", SHARE, ALL_DAYS, ALL, kpis=False)
def share_machine_failed(view: View, by: str) -> Ratio:
    """Share of the sessions at machines that failed, so that the person went on to a window.

    自助机办理中失败、转至窗口的比例。
    """
    return _share(view, _role(view, Role.MACHINE), Outcome.FAILED)


@told("Solved at the help desk", "办不成事窗口解决率", SHARE, ALL_DAYS, ALL, kpis=False)
def share_help_solved(view: View, by: str) -> Ratio:
    """Share of the sessions at the desk for those who cannot be served in which a way was found.

    “办不成事”反映窗口接待中予以解决的比例。
    """
    return _share(view, _role(view, Role.HELP), Outcome.SERVED)
