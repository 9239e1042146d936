"""The rules of a hall as a compiled loop over rows of numbers: the same rules as in `sim.engine.reference`.

What is an object there is a row here: cases with the visit that is under way, stages, papers, tickets, clerks, queues,
groups, events. Where a person goes on from is a number in place of a generator's place. A function keeps the name that
it has in the reference engine, so that the two can be read side by side; what is said there is not said again here.

    rows      the rows
    arrays    the arrays of a hall
    hall      the hall as compiled code sees it
    features  what halls may do without, and the columns that stand still then
    jit       how its parts are compiled
    pack      a plan laid into rows
    piece     its arrays in one piece of memory
    fixtures  what is in it before anybody comes, and the same whoever does
    places    the rows of queues, groups, clerks and the calendar in it
    courses   those of cases and stages, by the way that people go
    left_out  what nobody has in a plan
    events    what is to happen, and who goes on in this instant
    counting  the rows in which is counted where no session is kept
    counts    what is counted there, of tickets, visits and cases
    stretches what is counted of time: waits, and clerks' work
    forget    how what is done with makes room there
    crew      who is on duty and who is free
    cases     which stages are done, what comes next
    papers    what is missing, what is wrong
    lines     tickets, and the queues that they wait in
    days      which day it is, and when the door gives tickets
    behind    coming again, and what goes on behind
    agents    who is in the hall with several cases
    visits    from queue to queue
    begin     who comes next
    sessions  calls, sessions, experts
    tides     tidal windows
    dispatch  who is served next, after closing
    calendar  opening, closing, duty
    loop      what comes next, and what it is
"""
