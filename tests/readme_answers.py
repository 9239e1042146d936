"""What the README says came out of each scenario, with places for the numbers.

`{variant.measure}` is a mean, `{a>b.measure}` the difference of b less a with its interval; `%` after it is for
percent.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "reform": "visits {today>reform.visits_per_case} a case, papers {today>reform.papers_per_case}, done in one "
    "visit {today>reform.share_one_visit%} points, at {today>reform.cost_per_case} CNY a case; pooling alone: "
    "visits {today>pooling.visits_per_case}, mean wait {today>pooling.mean_wait} min",
    "one_thing": "visits {departmental>parallel.visits_per_case} a case, days to the result "
    "{departmental>parallel.mean_days_to_result}, papers {departmental>parallel.papers_per_case}; in order in "
    "place of in parallel the days are {departmental>in_order.mean_days_to_result}",
    "issue_desk": "hardly by the wait for a window, {five.mean_wait} min with five, four or three; but with three "
    "in place of five the wait at issue changes by {five>three.mean_issue_wait} min, a visit by "
    "{five>three.mean_time_per_visit} min",
}
