"""A small town with every lever of the reform, as building blocks and a scenario of a planner's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

BLOCKS = {
    "calendar/town": """\
start: "2017-03-06"
days: 19
""",
    "matters/town": """\
# @package _global_
departments:
  hrss: {en: Social security, zh: 人社}
  market: {en: Market supervision, zh: 市场监管}
  tax: {en: Tax, zh: 税务}
domains:
  social: {en: Social, zh: 社会事务}
  business: {en: Business, zh: 企业商事}
sites:
  main: {label: {en: Main hall, zh: 主厅}, kind: hall}
  near: {label: {en: Near point, zh: 近点}, kind: point}
papers:
  card: {label: {en: Identity card, zh: 身份证}}
  form: {label: {en: Application form, zh: 申请表}}
  lease: {label: {en: Lease, zh: 租赁合同}}
  photo: {label: {en: Photo, zh: 照片}}
matters:
  query:
    label: {en: Contribution record, zh: 社保查询}
    domain: social
    cases_per_day: 40
    papers: {card: 0.1}
    window_share: 0.7
    tasks: [{department: hrss, work: {kind: lognormal, mean: 5, cv: 0.6}}]
  setup:
    label: {en: Business set-up, zh: 企业设立}
    domain: business
    cases_per_day: 20
    papers: {card: 0.1, form: 0.3, lease: 0.25, photo: 0.2}
    instant: 0.4
    window_share: 0.6
    online: 0.15
    tasks:
      - department: market
        work: {kind: lognormal, mean: 20, cv: 0.6}
        papers: [card, form, lease]
        decision: {kind: lognormal, mean: 2, cv: 0.8}
        consultation: {share: 0.2, minutes: {kind: lognormal, mean: 6, cv: 0.5}}
      - department: tax
        work: {kind: lognormal, mean: 10, cv: 0.6}
        papers: [card, photo]
        needs: [0]
        decision: {kind: lognormal, mean: 1, cv: 0.8}
  promise:
    label: {en: Food licence on a promise, zh: 食品经营许可（告知承诺）}
    domain: business
    cases_per_day: 8
    papers: {form: 0.3, lease: 0.3}
    instant: 0.0
    window_share: 0.6
    tasks:
      - department: market
        work: {kind: lognormal, mean: 18, cv: 0.6}
        decision: {kind: lognormal, mean: 3, cv: 0.8}
""",
    "demand/town": """\
profile: {"09:00": 3, "10:00": 4, "11:00": 2, "13:30": 3, "14:30": 2}
ceiling: 1.0
online: 0.05
machine: 0.3
community: 0.5
zones:
  centre: {label: {en: Centre, zh: 中心}, share: 0.6, minutes: {main: 10, near: 30}}
  edge: {label: {en: Edge, zh: 城郊}, share: 0.4, minutes: {main: 35, near: 5}}
agents: {share: 0.1, cases: 2}
bookings: {share: 0.3, no_show: 0.2, early: 10, after: {kind: gamma, mean: 8, cv: 0.8}}
returns: {mean_days: 1.6, after_papers: 0.9, after_giving_up: 1.0}
""",
    "hall/town_before": """\
label: {en: Departments, zh: 部门窗口}
service_model: departmental
hours: [{start: "09:00", end: "12:00"}, {start: "13:30", end: "17:00"}]
setup: 1.0
walk: 0.5
recall: 0.5
enquiries: {share: 0.25, minutes: 2}
wrong_tickets: {share: 0.06, minutes: 0.5}
papers: {minutes: 0.25, missing_again: 0.3}
issue: {where: window, minutes: 1.5}
""",
    "hall/town_after": """\
label: {en: One window, zh: 综合窗口}
service_model: integrated
hours: [{start: "09:00", end: "12:00"}, {start: "13:30", end: "17:00"}]
setup: 1.0
walk: 0.5
recall: 0.5
slowness: 1.15
guidance: {minutes: 1.5, finds: 0.6, mends: 0.3}
papers:
  minutes: 0.25
  missing_again: 0.3
  shared: [photo]
  e_certificates: {card: 0.5}
  tolerated: [lease]
  lapse: 0.1
commitment: {matters: [promise], papers: [lease], inspected: 0.5, minutes: 15, breach: 0.3, breach_minutes: 30}
reviews: {order: parallel}
issue: {where: desk, minutes: 1.5, courier: 0.3, online: 0.1}
machines: {failure: 0.2}
help_desk: {after: 2, minutes: 10, solves: 0.5}
slots: {"09:00": 3, "09:30": 3, "10:00": 3, "14:00": 3}
head_start: {booked: 10}
""",
    "targets/town": "wait_limits: [10, 20, 30]\n",
}

SHIFTS = {"am": {"start": "09:00", "end": "12:00"}, "pm": {"start": "13:30", "end": "17:00"}}


def _group(en: str, zh: str, station: str = "acceptance", **more: Any) -> dict[str, Any]:
    return {"label": {"en": en, "zh": zh}, "station": station, "shifts": ["am", "pm"], **more}


STAFF = {
    "town_before": {
        "hrss": _group("Social security windows", "人社窗口", primary={"departments": ["hrss"]}),
        "market": _group("Market windows", "市监窗口", primary={"departments": ["market"]}, intake_error=0.05),
        "tax": _group("Tax windows", "税务窗口", primary={"departments": ["tax"]}),
        "desk": _group("Enquiries desk", "咨询人员", "enquiries"),
        "office": _group("Offices", "后台人员", "back_office", primary={"all": True}),
    },
    "town_after": {
        "windows": _group("Integrated windows", "综合窗口人员", primary={"all": True}, intake_error=0.1)
        | {"learning": {"first": 1.5, "rate": 0.3}},
        "point": _group("Windows at the point", "社区点人员", site="near", primary={"domains": ["social"]}),
        "guides": _group("Guides", "导办人员", "guidance"),
        "social": _group("Social reviews", "社会事务审批", "back_office", primary={"domains": ["social"]}),
        "business": _group("Business reviews", "商事审批", "back_office", primary={"domains": ["business"]}),
        "issue": _group("Issue desk clerks", "出件人员", "issue"),
        "machines": _group("Machine", "自助终端", "machine", primary={"matters": ["query"]}),
        "help": _group("Help desk clerks", "协调人员", "help"),
    },
}
"""Clerk groups by staff block; how many clerks each has comes with the writing."""

SCENARIO = """\
question: {en: "Departments or one window?", zh: "部门窗口还是综合窗口？"}
base:
  - calendar=town
  - matters=town
  - demand=town
  - targets=town
variants:
  before:
    label: {en: Department windows, zh: 部门窗口}
    overrides: [hall=town_before, staff=town_before]
  after:
    label: {en: One window, zh: 综合窗口}
    overrides: [hall=town_after, staff=town_after]
replications: 2
seed: 5
"""


def write_town(folder: Path, clerks: int = 4) -> Path:
    """Write the town into a folder, with so many clerks in each group; the scenario's file."""
    for name, text in BLOCKS.items():
        path = folder / "configs" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, groups in STAFF.items():
        path = folder / "configs" / "staff" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        manned = {key: {**group, "clerks": clerks} for key, group in groups.items()}
        path.write_text(yaml.safe_dump({"shifts": SHIFTS, "groups": manned}, allow_unicode=True), "utf-8")
    (folder / "town.yaml").write_text(SCENARIO, "utf-8")
    return folder / "town.yaml"
