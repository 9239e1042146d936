"""What the README says came out of each scenario, with places for the numbers.

`{variant.measure}` is a mean, `{a>b.measure}` the difference of b less a with its interval; `%` after it is for
percent.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "reform": "visits {today>reform.visits_per_case} a case, papers {today>reform.papers_per_case}, done in one "
    "visit {today>reform.share_one_visit%} points, mean wait {today>reform.mean_wait} min, at "
    "{today>reform.cost_per_case} CNY a case; pooling alone: visits {today>pooling.visits_per_case}, mean wait "
    "{today>pooling.mean_wait} min",
    "pooling": "mean wait {departmental>integrated.mean_wait} min at 15 % more time a task, "
    "{departmental>as_quick.mean_wait} at a specialist's pace; busiest over idlest windows from "
    "{departmental.busiest_over_idlest} to {integrated.busiest_over_idlest} times",
    "same_clerks": "with 31 windows the mean wait changes by {departmental>integrated.mean_wait} min, with nine "
    "people more by {departmental>more_people.mean_wait}, with 31 windows and shared data by "
    "{departmental>fewer_papers.mean_wait}",
    "one_thing": "visits {departmental>parallel.visits_per_case} a case, days to the result "
    "{departmental>parallel.mean_days_to_result}, papers {departmental>parallel.papers_per_case}; with reviews in "
    "order the days are {departmental>in_order.mean_days_to_result}",
    "data_sharing": "shared data: visits {today>shared.visits_per_case} a case, papers "
    "{today>shared.papers_per_case}, mean wait {today>shared.mean_wait} min; one full notice alone: visits "
    "{today>full_notice.visits_per_case}",
    "id_card_only": "visits {today>one_card.visits_per_case} a case, papers {today>one_card.papers_per_case}, "
    "mean wait {today>one_card.mean_wait} min; the card on the phone as well: visits "
    "{today>on_the_phone.visits_per_case}",
    "online_filing": "ten points: four windows, mean wait {today>ten.mean_wait} min, visits "
    "{today>ten.visits_per_case} a case; 25 points: eleven windows, {today>twenty_five.mean_wait} min; if nobody "
    "moves behind, people are {today>nobody_moves.mean_time_in_hall} min longer in the hall",
    "community_points": "half of those near a point go there: ways {hall>points.travel_per_case} min a case, mean "
    "wait {hall>points.mean_wait} min, people's time {hall>points.citizen_minutes} min; three in four: people's "
    "time {hall>most.citizen_minutes} min",
    "commitment": "days to the result {today>one_in_twenty.mean_days_to_result}, visits "
    "{today>one_in_twenty.visits_per_case} a case, time in the hall {today>one_in_twenty.mean_time_in_hall} min, "
    "as people wait for the review; a case costs {today>one_in_twenty.cost_per_case} CNY with one in twenty "
    "inspected, {today>one_in_four.cost_per_case} with one in four",
    "tolerant_acceptance": "visits {today>tolerant.visits_per_case} a case, mean wait {today>tolerant.mean_wait} "
    "min; of all cases {tolerant.share_lapsed%} % lapse, {careless.share_lapsed%} % if 15 % of the papers let "
    "pass never come",
    "tidal_windows": "four reviewers over 20 waiting: the wait for the call {none>four_over_20.mean_wait} min, "
    "but a visit {none>four_over_20.mean_time_per_visit} min, as results are waited for; eleven: "
    "{none>eleven_over_20.mean_wait} and {none>eleven_over_20.mean_time_per_visit} min",
    "issue_desk": "hardly by the wait for a window, {five.mean_wait} min with five as with three; but with three "
    "the wait at issue changes by {five>three.mean_issue_wait} min, a visit by {five>three.mean_time_per_visit} "
    "min",
    "learning": "mean wait {trained.mean_wait} min once trained, {second_week.mean_wait} in the second week, "
    "{after_1.mean_wait} after one month, {after_3.mean_wait} after three, {after_6.mean_wait} after six; visits "
    "{trained>second_week.visits_per_case} a case in the second week, {trained>after_6.visits_per_case} after six "
    "months",
    "priorities": "in the mean they do not: wait of all {none>head_start.mean_wait} min with 15 minutes of head "
    "start, {none>strict.mean_wait} with strict priority; but {none.share_wait_over_30%} % over 30 min become "
    "{strict.share_wait_over_30%} %, and ordinary people wait {strict.wait_ratio_classes} times as long as the "
    "first served class",
    "skills": "five clerks of seldom busy windows who help elsewhere: mean wait "
    "{departmental>five_trained.mean_wait} min, over 30 min {departmental>five_trained.share_wait_over_30%} points, "
    "a case {departmental>five_trained.cost_per_case} CNY; everybody helps everywhere, at 15 % more time: "
    "{departmental>everybody.mean_wait} min",
    "bookings": "mean wait {none>booked.mean_wait} min if all come, {none>no_shows.mean_wait} if one in five "
    "stays away; most people in the hall at once {none>booked.peak_in_hall}",
    "disturbance": "system down for an hour: {ordinary>down.abandonment%} points more give up, mean wait "
    "{ordinary>down.mean_wait} min; four clerks ill: {ordinary>four_ill.abandonment%} points, "
    "{ordinary>four_ill.mean_wait} min; a reviewer ill: files wait {ordinary>reviewer_ill.mean_review_wait} min",
    "warsaw": "mean wait {as_observed.mean_wait} min as observed (18.7 on the displays), {pooled.mean_wait} if "
    "every booth did everything, {pooled_slower.mean_wait} at 15 % more time: a bound, not a plan",
}
