"""The laws of a hall. They are computed from the trace alone, apart from how any engine came to it."""

from __future__ import annotations

from sim.errors import ResultError
from sim.trace.laws import agents, calls, closing, duty, lengths, papers, people, progress, tides, visits
from sim.trace.laws.looks import Law, level
from sim.trace.records import Records

__all__ = ["LAWS", "LawError", "check", "level"]


class LawError(ResultError):
    """A trace breaks a law of a hall: the engine, or the plan that it played, is wrong."""


LAWS: tuple[Law, ...] = (
    people.times_are_in_order,
    progress.files_and_people_keep_to_their_queues,
    visits.visits_begin_at_the_door,
    visits.first_visits_are_those_of_the_tape,
    visits.people_are_in_one_place,
    agents.an_agent_is_in_one_place,
    agents.an_agent_goes_on_at_the_window,
    visits.visits_end_as_their_last_ticket,
    visits.people_come_again_as_the_tape_says,
    visits.results_are_collected_when_they_are_there,
    progress.stages_come_after_what_they_need,
    progress.days_go_by_as_planned,
    progress.cases_end_in_one_way,
    papers.papers_are_asked_for_once_they_are_missing,
    progress.wrong_tickets_are_those_of_the_plan,
    progress.errors_come_to_light_as_planned,
    progress.machines_fail_as_planned,
    progress.experts_are_called_as_planned,
    people.numbers_of_an_instant_are_taken_in_order_of_cases,
    people.nobody_joins_beyond_the_balking_limit,
    people.patience_ends_when_it_ends,
    people.people_leave_in_silence_as_planned,
    duty.clerks_serve_one_at_a_time,
    duty.clerks_start_on_duty,
    duty.duty_is_as_the_rosters_say,
    duty.windows_are_as_many_as_the_calendar_says,
    duty.windows_are_held_until_a_session_ends,
    duty.the_first_to_leave_has_been_due_longest,
    duty.windows_close_in_the_stated_order,
    duty.windows_open_in_order_of_numbers,
    duty.who_is_due_goes,
    calls.sessions_start_in_opening_hours,
    lengths.nobody_works_twice_at_once,
    lengths.sessions_last_as_long_as_their_work,
    calls.no_window_is_idle_while_its_tickets_wait,
    calls.helpers_keep_the_help_rule,
    calls.help_is_given_when_it_is_due,
    calls.no_junior_passes_a_senior,
    calls.own_work_comes_before_help,
    calls.the_right_clerk_calls,
    tides.tides_turn_when_their_rule_says,
    tides.nobody_opens_windows_at_night,
    closing.no_number_outlives_its_day,
    closing.people_are_sent_home_by_the_closing_rule,
    closing.nobody_waits_in_vain_after_closing,
    closing.who_stays_goes_when_nobody_inside_needs_them,
    closing.who_stays_stays_while_needed,
    people.little_holds,
)
"""In the order in which a trace is held against them: later ones take for granted what earlier ones found."""


def check(trace: Records) -> None:
    """Hold a trace against every law; raises `LawError` that names the law and its first breach."""
    for law in LAWS:
        for breach in law(trace):
            raise LawError(f"{law.__name__.replace('_', ' ')}: {breach}")
