"""A small town with a hall of three clerks, as building blocks and scenarios in a folder of their own."""

from __future__ import annotations

from pathlib import Path

BLOCKS = {
    "calendar/day": """\
start: 2017-03-06
days: 1
""",
    "matters/two": """\
# @package _global_
departments:
  tax: {en: Tax, zh: 税务}
  land: {en: Land, zh: 国土}
domains:
  all: {en: All, zh: 全部}
matters:
  invoices:
    label: {en: Invoices, zh: 发票}
    domain: all
    cases_per_day: 40
    tasks: [{department: tax, work: {kind: exponential, mean: 6}}]
  titles:
    label: {en: Titles, zh: 产权}
    domain: all
    cases_per_day: 20
    tasks: [{department: land, work: {kind: exponential, mean: 5}}]
  transfers:
    label: {en: Transfers, zh: 过户}
    domain: all
    cases_per_day: 10
    tasks:
      - {department: land, work: {kind: exponential, mean: 4}}
      - {department: tax, work: {kind: exponential, mean: 4}}
""",
    "demand/morning": """\
profile: {"09:00": 2, "09:30": 3, "10:00": 2, "10:30": 1}
""",
    "hall/by_department": """\
label: {en: Departments, zh: 部门}
service_model: departmental
hours: [{start: "09:00", end: "12:00"}]
setup: 0.5
""",
    "hall/one_window": """\
label: {en: One window, zh: 一窗}
service_model: integrated
hours: [{start: "09:00", end: "12:00"}]
setup: 0.5
""",
    "staff/by_department": """\
shifts: {morning: {start: "09:00", end: "12:00"}}
groups:
  tax: {label: {en: Tax window, zh: 税务窗口}, primary: {departments: [tax]}, clerks: 2, shifts: [morning]}
  land: {label: {en: Land window, zh: 国土窗口}, primary: {departments: [land]}, clerks: 1, shifts: [morning]}
""",
    "staff/one_window": """\
shifts: {morning: {start: "09:00", end: "12:00"}}
groups:
  windows: {label: {en: Windows, zh: 综合窗口}, primary: {all: true}, clerks: 3, shifts: [morning]}
""",
    "costs/free": "currency: CNY\n",
    "targets/none": "wait_limits: [10, 20]\n",
}

BASE = "base: [calendar=day, matters=two, demand=morning, costs=free, targets=none]\n"
QUESTION = 'question: {en: "What helps?", zh: "什么有用？"}\n'
VARIANTS = """\
variants:
  departments:
    label: {en: Departments, zh: 部门窗口}
    overrides: [hall=by_department, staff=by_department]
  pooled:
    label: {en: Pooled, zh: 合并窗口}
    overrides: [hall=one_window, staff=one_window]
"""
LEVERS = """\
levers:
  pooling:
    label: {en: Pooling, zh: 合并}
    overrides: [hall=one_window, staff=one_window]
  clerk:
    label: {en: A fourth clerk, zh: 第四人}
    overrides: [staff.groups.windows.clerks=4]
    needs: [pooling]
  setup:
    label: {en: No set-up, zh: 免准备}
    overrides: [hall.setup=0]
"""


def scenario(folder: Path, body: str = VARIANTS + LEVERS, replications: int = 4, seed: int = 7) -> Path:
    """Writes the blocks, and a scenario with `body` in place of its variants and levers; returns its path."""
    for name, text in BLOCKS.items():
        path = folder / "configs" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    path = folder / "small.yaml"
    path.write_text(f"{QUESTION}{BASE}{body}replications: {replications}\nseed: {seed}\n", "utf-8")
    return path
