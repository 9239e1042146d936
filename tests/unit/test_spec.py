"""The schema: what it refuses, where it says the fault is, and that a spec survives being written down."""

import copy
import json

import pytest
import yaml

from sim.errors import InputError
from sim.spec import Scenario, Spec, parse, suggest

SPEC = """
calendar: {start: "2017-03-06", days: 5}
departments:
  tax: {en: Tax, zh: 税务}
  land: {en: Land, zh: 国土}
domains:
  business: {en: Business, zh: 企业}
matters:
  invoices:
    label: {en: Invoices, zh: 发票}
    domain: business
    cases_per_day: 50
    tasks:
      - {department: tax, work: {kind: lognormal, mean: 7, cv: 0.6}}
  transfer:
    label: {en: Transfer, zh: 转移}
    domain: business
    cases_per_day: 10
    tasks:
      - {department: tax, work: {kind: exponential, mean: 5}}
      - {department: land, work: {kind: deterministic, mean: 9}}
demand:
  profile: {"08:30": 2, "09:00": 1}
  season: {3: 1.1}
  patience: {kind: gamma, mean: 60, cv: 0.5, at_most: 200}
  classes:
    elderly: {label: {en: Elderly, zh: 老年人}, share: 0.2}
hall:
  label: {en: Hall, zh: 大厅}
  service_model: departmental
  hours: [{start: "08:30", end: "12:00"}, {start: "13:30", end: "17:00"}]
  head_start: {elderly: strict}
staff:
  shifts:
    morning: {start: "08:30", end: "12:00", breaks: [{start: "10:00", end: "10:15"}]}
    afternoon: {start: "13:30", end: "17:00"}
  groups:
    tax:
      label: {en: Tax, zh: 税务}
      primary: {departments: [tax]}
      secondary: {all: true}
      help: {waiting_over: 10}
      clerks: 2
      shifts: [morning, afternoon]
    land:
      label: {en: Land, zh: 国土}
      primary: {departments: [land]}
      windows: {"08:30": 2, "12:00": 0}
"""
SCENARIO = """
question: {en: Which, zh: 哪个}
base: [calendar=week]
variants:
  one: {label: {en: One, zh: 一}, overrides: [hall.setup=1]}
"""


def spec():
    return yaml.safe_load(SPEC)


def changed(changes):
    """The sound spec with `changes`: dotted keys to values; `...` takes a key away."""
    data = spec()
    for key, value in changes.items():
        *way, last = [int(part) if part.isdecimal() else part for part in key.split(".")]
        place = data
        for part in way:
            place = place[part] if isinstance(part, int) else place.setdefault(part, {})
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return data


def faults(model, data):
    with pytest.raises(InputError) as caught:
        parse(model, data, lambda path: f"file of {path[0]}" if path else "file")
    return caught.value.faults


def test_a_sound_spec_is_read():
    read = parse(Spec, spec())
    assert read.hall.hours[0].start == 510
    assert read.matters["transfer"].tasks[1].work.kind == "deterministic"
    assert read.demand.ceiling == 1.5, "the default"


def test_a_spec_cannot_be_changed():
    read = parse(Spec, spec())
    with pytest.raises(ValueError, match="frozen"):
        read.hall.setup = 2.0


def test_a_spec_written_down_reads_back_equal():
    read = parse(Spec, spec())
    assert parse(Spec, read.model_dump(mode="json")) == read
    assert parse(Spec, json.loads(read.model_dump_json())) == read, "and as text, where every key is text"


def test_reading_does_not_change_what_was_read():
    data = spec()
    before = copy.deepcopy(data)
    parse(Spec, data)
    assert data == before


# Each of these has one thing wrong: the changes, the key that is named, what is said, the mend.
FIELDS = [
    ({"hall.setup": -1}, "hall.setup", "not -1", "keep to the bound"),
    ({"hall.setup": True}, "hall", "setup is not to be true", "onewindow schema"),
    ({"staff.groups.tax.clerks": True}, "staff.groups.tax", "clerks is not to be true", "onewindow schema"),
    ({"hall.setup": "long"}, "hall.setup", "not 'long'", "onewindow schema"),
    ({"hall.setup": float("nan")}, "hall.setup", "finite", "onewindow schema"),
    ({"hall.closng": "serve"}, "hall.closng", "no such key", "did you mean 'closing'?"),
    ({"hal": {}}, "hal", "no such key", "did you mean 'hall'?"),
    ({"hall.label": ...}, "hall.label", "is missing", "add it: Its name"),
    ({"hall.hours": []}, "hall.hours", "at least 1", "onewindow schema"),
    ({"hall.service_model": "merged"}, "hall.service_model", "'merged'", "onewindow schema"),
    ({"hall.last_ticket": 990}, "hall.last_ticket", "unquoted 16:30 as 990", '"08:30"'),
    ({"hall.last_ticket": 5000}, "hall.last_ticket", "not the number 5000", '"08:30"'),
    ({"hall.last_ticket": float("inf")}, "hall.last_ticket", "not the number inf", '"08:30"'),
    ({"hall.last_ticket": "25:00"}, "hall.last_ticket", "'25:00'", '"08:30"'),
    ({"hall.last_ticket": True}, "hall", "last_ticket is not to be true", "onewindow schema"),
    ({"demand.profile": {510: 1}}, "demand.profile.510", "unquoted 8:30 as 510", '"08:30"'),
    ({"demand.silent_share": 1.3}, "demand.silent_share", "not 1.3", "keep to the bound"),
    ({"demand.season": {13: 1.0}}, "demand.season.13", "not 13", "keep to the bound"),
    ({"demand.patience.kind": "normal"}, "demand.patience", "'normal'", "one of the kinds"),
    ({"demand.patience.kind": ...}, "demand.patience", "kind", "kind: lognormal"),
    ({"demand.patience.at_least": 300}, "demand.patience", "at_most must be larger", "onewindow schema"),
    ({"matters.invoices.tasks.0.work.men": 7}, "matters.invoices.tasks.0.work.men", "no such key", "'mean'"),
    ({"matters.invoices.tasks.0.work.mean": 0}, "matters.invoices.tasks.0.work.mean", "not 0", "the bound"),
    ({"matters.Invoices": spec()["matters"]["invoices"]}, "matters.Invoices", "pattern", "lower-case"),
    ({"calendar.start": "6 March"}, "calendar.start", "'6 March'", "onewindow schema"),
    ({"targets.goals": {"mean_wait": {}}}, "targets.goals.mean_wait", "either at_most or", "onewindow schema"),
]
GROUP = "staff.groups.tax"
CHECKS = [
    ({"hall.papers": {"only": {"invoices": ["deed"]}}, "papers": {"deed": {"label": {"en": "D", "zh": "契"}}}},
     "hall.papers.only.invoices", "no paper that the matter asks for", ""),
    ({"matters.invoices.tasks.0.consultation": {"share": 0.5, "minutes": {"kind": "deterministic", "mean": 5}}},
     "matters.invoices.tasks.0", "an expert is asked, but no back office", "widen the `primary`"),
    ({"demand.online": 0.2}, "demand.online", "no back office has this in its primary scope: tax in invoices, tax in "
     "transfer, land in transfer", "widen the `primary`"),
    ({"demand.volume": 2}, "demand.volume", "above the ceiling 1.5", "raise demand.ceiling to at least 2"),
    ({"demand.classes.elderly.share": 0.6, "demand.classes.young": {"label": {"en": "Y", "zh": "青"}, "share": 0.6}},
     "demand.classes", "add up to 1.2", "lower them"),
    ({"demand.classes.ordinary": {"label": {"en": "O", "zh": "普"}, "share": 0.1}}, "demand.classes.ordinary",
     "in no other", "leave it out"),
    ({"demand.profile": {"08:15": 1}}, "demand.profile.08:15", "no start of a half-hour", '"HH:30"'),
    ({"demand.profile": {"08:30": 0}}, "demand.profile", "no half-hour has any weight", "at least one"),
    ({"demand.weekday_profiles": {"mon": {"08:45": 1}}}, "demand.weekday_profiles.mon.08:45", "half-hour", '"HH:00"'),
    ({"matters.invoices.cases_per_day": 0, "matters.transfer.cases_per_day": 0}, "matters", "any cases", "above 0"),
    ({"matters.invoices.domain": "busines"}, "matters.invoices.domain", "no domain", "did you mean 'business'?"),
    ({"matters.transfer.tasks.1.department": "lands"}, "matters.transfer.tasks.1.department", "no department",
     "did you mean 'land'?"),
    ({"calendar.start": "2017-03-04", "calendar.days": 2}, "calendar", "open on none", "more `days`"),
    ({"calendar.start": "9999-12-30"}, "calendar", "beyond the year 9999", "`start` earlier"),
    ({"hall.hours.0.end": "08:00"}, "hall.hours", "08:30-08:00 ends before it begins", "later than `start`"),
    ({"hall.hours.0.end": "14:00"}, "hall.hours", "13:30-17:00 overlaps", "before the next begins"),
    ({"hall.last_ticket": "18:00"}, "hall.last_ticket", "after closing time 17:00", "closing time or earlier"),
    ({"hall.last_ticket": "08:00"}, "hall.last_ticket", "first ticket comes after the last", "later"),
    ({"hall.tickets_from": "12:30"}, "hall.tickets_from", "not before 12:00, when the windows close again", "earlier"),
    ({"hall.tickets_from": "11:30", "hall.last_ticket": "11:00"}, "hall.tickets_from", "after the last", "earlier"),
    ({"hall.weekday_hours": {"tue": [{"start": "09:00", "end": "08:00"}]}}, "hall.weekday_hours.tue",
     "ends before it begins", "later than `start`"),
    ({"matters.invoices.rhythm": {"profile": {"08:30": 0}}}, "matters.invoices.rhythm.profile", "no half-hour",
     "at least one"),
    ({f"{GROUP}.clerks": ..., f"{GROUP}.shifts": ..., f"{GROUP}.windows": {"08:30": 1, "24:00": 2}},
     f"{GROUP}.windows.24:00", "the end of the day", "leave it out"),
    ({"hall.head_start": {"eldery": 5}}, "hall.head_start", "no priority class", "did you mean 'elderly'?"),
    ({"hall.guidance": {"minutes": 1}}, "hall.guidance", "no clerk group", "station: guidance"),
    ({"staff.shifts.morning.end": "08:00", "staff.shifts.morning.breaks": []}, "staff.shifts.morning",
     "ends before it begins", "later than `start`"),
    ({"staff.shifts.morning.breaks.0.end": "13:00"}, "staff.shifts.morning.breaks", "outside the shift", "move it"),
    ({"staff.shifts.morning.breaks": [{"start": "09:00", "end": "10:00"}, {"start": "09:30", "end": "10:30"}]},
     "staff.shifts.morning.breaks", "overlaps", "before the next begins"),
    ({f"{GROUP}.clerks": ..., f"{GROUP}.shifts": ...}, GROUP, "has no shifts", "or `windows`"),
    ({f"{GROUP}.shifts": []}, GROUP, "2 clerks have no shift", "name the `shifts`"),
    ({f"{GROUP}.clerks": ...}, f"{GROUP}.clerks", "is missing", "how many clerks"),
    ({f"{GROUP}.windows": {"08:30": 2}}, GROUP, "more than one way", "or `windows`"),
    ({f"{GROUP}.shifts": ["mornin"]}, f"{GROUP}.shifts", "no shift", "did you mean 'morning'?"),
    ({"staff.shifts.late": {"start": "11:00", "end": "15:00"}, f"{GROUP}.shifts": ["morning", "late"]},
     f"{GROUP}.shifts", "11:00-15:00 overlaps", "before the next begins"),
    ({f"{GROUP}.clerks": ..., f"{GROUP}.shifts": ..., f"{GROUP}.roster": [{"clerks": 1, "shifts": ["eve"]}]},
     f"{GROUP}.roster.0.shifts", "'eve' is no shift", "use one of: afternoon, morning"),
    ({f"{GROUP}.end_of_shift": "hold"}, f"{GROUP}.end_of_shift", "numbers of windows", "`finish`"),
    ({f"{GROUP}.weekday_windows": {"mon": {"08:30": 1}}}, f"{GROUP}.weekday_windows", "no `windows`", "give `windows`"),
    ({f"{GROUP}.department_slowness": {"lnad": 1.2}}, f"{GROUP}.department_slowness", "no department", "'land'"),
    ({f"{GROUP}.secondary": ...}, f"{GROUP}.help", "no secondary scope", "give `secondary`"),
    ({f"{GROUP}.secondary": {}}, f"{GROUP}.secondary", "names no task", "all: true"),
    ({f"{GROUP}.secondary": {"all": True, "matters": ["invoice"]}}, f"{GROUP}.secondary.matters", "no matter",
     "did you mean 'invoices'?"),
    ({"staff.groups.land.primary": {"matters": ["invoices"]}}, "matters.transfer.tasks.1",
     "no clerk group has land of this matter", "widen the `primary`"),
    ({"hall.service_model": "integrated"}, "matters.transfer.tasks.0", "no clerk group has tax and land",
     "widen the `primary`"),
]  # fmt: skip


# A name that is wrong in one place is missed in others, which are told as well.
MISSED_ELSEWHERE = {"matters.transfer.tasks.1.department", "staff.shifts.morning"}


@pytest.mark.parametrize(("changes", "key", "problem", "mend"), FIELDS + CHECKS)
def test_one_thing_wrong_is_one_fault_that_names_it(changes, key, problem, mend):
    fault, *others = faults(Spec, changed(changes))
    assert fault.key == key
    assert not others or key in MISSED_ELSEWHERE
    assert problem in fault.problem
    assert mend in fault.mend
    assert fault.file == f"file of {key.split('.')[0]}"


def test_all_faults_are_told_at_once():
    told = faults(Spec, changed({"hall.setup": -1, "demand.silent_share": 2, "calendar.days": 0}))
    assert {fault.key for fault in told} == {"hall.setup", "demand.silent_share", "calendar.days"}


@pytest.mark.parametrize(
    ("key", "value", "mend"),
    [("qestion", {}, "did you mean 'question'?"), ("replication", 3, "did you mean 'replications'?")],
)
def test_a_scenario_has_its_own_keys(key, value, mend):
    (fault,) = faults(Scenario, {**yaml.safe_load(SCENARIO), key: value})
    assert (fault.key, fault.problem, fault.mend) == (key, "there is no such key", mend)


def test_a_scenario_written_down_reads_back_equal():
    read = parse(Scenario, yaml.safe_load(SCENARIO))
    assert parse(Scenario, read.model_dump(mode="json")) == read
    assert (read.replications, read.seed) == (20, 1)


def test_a_name_is_suggested_only_if_it_is_near():
    assert suggest("taxx", ["tax", "land"]) == "did you mean 'tax'?"
    assert suggest("xyz", ["tax", "land"]) == "use one of: land, tax"


def test_the_schema_says_what_every_key_is():
    for model in (Spec, Scenario):
        exported = model.model_json_schema()
        for name, part in exported["$defs"].items():
            for key, value in part.get("properties", {}).items():
                told = "description" in value or key == "kind" or "$ref" in value
                assert told, f"{name}.{key} has no description"
