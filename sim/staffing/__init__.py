"""Staffing: the least cost at which a service level is kept, with a certificate that nothing cheaper would do.

A planner's wish is made of three parts, each a plain value: a menu of shifts (`problem.Menu`), a service level
(`problem.Service`), and an oracle that says of any numbers of windows whether the level is kept (`problem.Oracle`:
exactly in `exact`, on common days in `sampled`). `solver.solve` finds the cheapest plan by cuts;
`certificate.roster_pool` does all of it for one pool of windows from plain numbers, and says how sure the answer is.
"""
