"""From scenarios and overrides to specs, and what is said when they are wrong."""

import json
import pickle
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
import yaml
from hydra._internal.core_plugins.file_config_source import FileConfigSource

import sim.config as config
from sim.config.blocks import Blocks
from sim.errors import InputError
from sim.spec import Scenario, Spec

CONFIGS = config.folder("configs")
BLOCKS = sorted(
    (group, file.relative_to(CONFIGS / group).with_suffix("").as_posix())
    for group in config.GROUPS
    for file in (CONFIGS / group).rglob("*.yaml")
)
SMALL = """
question: {en: Does it work, zh: 行吗}
variants:
  one:
    label: {en: One, zh: 一}
    overrides: [hall=integrated, staff=integrated_67]
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def said(scenario, *overrides):
    """The message of the error that loading ends with."""
    with pytest.raises(InputError) as caught:
        config.load(scenario, overrides)
    return str(caught.value)


def line(path, text):
    """The number of the line that holds `text`."""
    return next(n for n, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in row)


# What is committed


@pytest.mark.parametrize("name", config.scenarios())
def test_every_scenario_composes(name):
    composed = config.load(name)
    assert composed.name == name
    assert list(composed.specs) == list(composed.scenario.variants)
    assert all(isinstance(spec, Spec) for spec in composed.specs.values())


@pytest.mark.parametrize(("group", "block"), BLOCKS)
def test_every_block_is_used_by_a_scenario(group, block):
    default = yaml.safe_load((CONFIGS / "spec.yaml").read_text(encoding="utf-8"))["defaults"]
    used = {f"{key}={value}" for entry in default if isinstance(entry, dict) for key, value in entry.items()}
    for path in config.scenarios().values():
        scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
        used |= {*scenario.get("base", ())}
        parts = [*scenario["variants"].values(), *scenario.get("levers", {}).values()]
        used |= {text for part in parts for text in part.get("overrides", ())}
    # Used means composed and validated, by the test above.
    assert f"{group}={block}" in used


def test_the_groups_are_those_of_the_primary_file():
    default = yaml.safe_load((CONFIGS / "spec.yaml").read_text(encoding="utf-8"))["defaults"]
    assert tuple(key for entry in default if isinstance(entry, dict) for key in entry) == config.GROUPS


def test_files_point_to_their_schemas():
    files = [(CONFIGS / group / f"{block}.yaml", f"../schema/{group}.schema.json") for group, block in BLOCKS]
    files += [(path, "../configs/schema/scenario.schema.json") for path in config.scenarios().values()]
    for path, schema in files:
        pointers = [row for row in path.read_text(encoding="utf-8").splitlines() if "yaml-language-server" in row]
        assert pointers in ([], [f"# yaml-language-server: $schema={schema}"]), path
        assert (path.parent / schema).is_file()


@pytest.mark.parametrize("name", config.schemas())
def test_committed_schemas_are_the_exported_ones(name):
    committed = CONFIGS / "schema" / name
    mend = 'run python -c "import sim.config; sim.config.write_schemas()"'
    assert committed.is_file(), mend
    assert committed.read_text(encoding="utf-8") == config.schemas()[name], mend


def test_no_other_schema_is_committed():
    assert {file.name for file in (CONFIGS / "schema").iterdir()} == set(config.schemas())


def test_the_default_hall_has_its_numbers():
    specs = config.load("one_window").specs
    spec = specs["departmental"]
    assert len(spec.matters) == 25
    assert sum(matter.cases_per_day for matter in spec.matters.values()) == 1287
    assert sum(spec.demand.profile.values()) == 100
    minutes = sum(
        m.cases_per_day * (task.work.mean + 1.0 + 0.25 * len(task.papers or m.papers))
        for m in spec.matters.values()
        for task in m.tasks
    )
    assert minutes == 15337, "a specialist's minutes of a day, set-up and papers included"
    assert sum(spec.demand.weekdays.values()) == pytest.approx(5.0)


PEOPLE = {
    "pooling": {"departmental": 56, "grouped": 56, "integrated": 56, "as_quick": 56},
    "one_window": {"departmental": 58, "grouped": 67, "integrated": 67},
    "same_clerks": {"departmental": 58, "integrated": 58, "more_people": 67, "fewer_papers": 58},
}


@pytest.mark.parametrize("name", PEOPLE)
def test_the_halls_of_a_question_have_the_people_that_it_states(name):
    found = {key: spec.staff.groups.values() for key, spec in config.load(name).specs.items()}
    assert {key: sum(group.clerks for group in groups) for key, groups in found.items()} == PEOPLE[name]


def test_halls_of_a_question_meet_the_same_people():
    for name in PEOPLE:
        first, *others = config.load(name).specs.values()
        for spec in others:
            assert (spec.calendar, spec.matters, spec.demand) == (first.calendar, first.matters, first.demand)


# Composition


def test_importing_brings_neither_hydra_nor_omegaconf():
    code = "import sim.config, sys; print({'hydra', 'omegaconf'} & set(sys.modules))"
    root = Path(config.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "set()"


def test_later_overrides_win(desk):
    write(
        desk / "mine.yaml",
        """
        question: {en: Which wins, zh: 谁优先}
        base: [hall.setup=2, hall.walk=2, hall.recall=2]
        variants:
          one:
            label: {en: One, zh: 一}
            overrides: [hall=integrated, staff=integrated_67, hall.walk=3, hall.recall=3]
          two: {label: {en: Two, zh: 二}}
        """,
    )
    composed = config.load("mine.yaml", ["hall.recall=4"])
    one, two = (composed.specs[name].hall for name in ("one", "two"))
    assert (one.setup, one.walk, one.recall) == (2.0, 3.0, 4.0), "base, variant, caller"
    assert (two.setup, two.walk, two.recall) == (2.0, 2.0, 4.0)
    assert (one.service_model, two.service_model) == ("integrated", "departmental")
    assert composed.applied("two") == ("hall.setup=2", "hall.walk=2", "hall.recall=2", "hall.recall=4")
    assert composed.overrides == ("hall.recall=4",)


def test_the_last_choice_of_a_block_wins(desk):
    write(desk / "mine.yaml", SMALL)
    specs = config.load("mine.yaml", ["hall=grouped", "staff=grouped_67"]).specs
    assert specs["one"].hall.service_model == "grouped"


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("hall.last_ticket=16:30", lambda spec: spec.hall.last_ticket == 990),
        ("hall.last_ticket='16:30'", lambda spec: spec.hall.last_ticket == 990),
        ("hall.tickets_from=8:00", lambda spec: spec.hall.tickets_from == 480),
        ("hall.closing=send_home", lambda spec: spec.hall.closing == "send_home"),
        ("demand.profile.09:00=5", lambda spec: spec.demand.profile[540] == 5),
        ("demand.weekdays.sat=0.5", lambda spec: spec.demand.weekdays["sat"] == 0.5),
        ("demand.season={3:0.9}", lambda spec: spec.demand.season == {3: 0.9}),
        ("calendar.start=2017-05-08", lambda spec: str(spec.calendar.start) == "2017-05-08"),
        (
            "matters.pension.tasks.0.work.mean=10",
            lambda spec: spec.matters["pension"].tasks[0].work.mean == 10,
        ),
        ("matters.pension.label.zh='养 老'", lambda spec: spec.matters["pension"].label.zh == "养 老"),
        ("hall.walk=${hall.setup}", lambda spec: spec.hall.walk == 1.0),
        ("~demand.patience", lambda spec: spec.demand.patience is None),
        (
            "+demand.classes.elderly={label:{en:E,zh:'老'},share:0.1}",
            lambda spec: "elderly" in spec.demand.classes,
        ),
        # A mapping takes the place of what was there: a mean and cv left over would not fit the new kind.
        (
            "demand.patience={kind:exponential,mean:60}",
            lambda spec: spec.demand.patience.kind == "exponential",
        ),
    ],
)
def test_overrides_set_values(desk, override, value):
    write(desk / "mine.yaml", SMALL)
    assert value(config.load("mine.yaml", [override]).specs["one"])


def test_what_comes_out_is_plain(desk):
    write(desk / "mine.yaml", SMALL)
    spec = config.load("mine.yaml", ["hall.walk=${hall.setup}", "demand.season={3:0.9}"]).specs["one"]
    assert b"omegaconf" not in pickle.dumps(spec)
    kinds = {type(value) for value in _leaves(spec.model_dump())}
    assert {kind.__module__ for kind in kinds} <= {"builtins", "datetime"}


def _leaves(data):
    yield data
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ()
    for value in inside:
        yield from _leaves(value)


def test_a_planner_adds_blocks_beside_the_scenario_and_in_the_working_directory(desk):
    write(desk / "study, 1" / "mine.yaml", SMALL)
    write(
        desk / "study, 1" / "configs" / "hall" / "evening.yaml",
        """
        defaults: [integrated, _self_]
        last_ticket: "16:00"
        """,
    )
    write(desk / "configs" / "costs" / "pln.yaml", "currency: PLN")
    spec = config.load("study, 1/mine.yaml", ["hall=evening", "costs=pln"]).specs["one"]
    assert (spec.hall.last_ticket, spec.hall.service_model, spec.costs.currency) == (960, "integrated", "PLN")


def test_a_planners_own_block_comes_before_the_packaged_one_of_its_name(desk):
    write(desk / "mine.yaml", SMALL)
    write(desk / "configs" / "costs" / "cny.yaml", "currency: TWD")
    assert config.load("mine.yaml").specs["one"].costs.currency == "TWD"


def test_blocks_are_called_as_planners_call_them(desk):
    write(desk / "mine.yaml", SMALL)
    write(desk / "configs" / "costs" / "杭州" / "2017.yaml", "overtime_factor: 2")
    assert config.load("mine.yaml", ["costs=杭州/2017"]).specs["one"].costs.overtime_factor == 2.0


def test_threads_take_turns(desk):
    write(desk / "mine.yaml", SMALL)
    loaded = []
    threads = [threading.Thread(target=lambda: loaded.append(config.load("mine.yaml"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [composed.specs for composed in loaded] == [loaded[0].specs] * 3


# Scenarios that cannot be used


def test_find_takes_names_and_paths(desk):
    packaged = config.scenarios()["one_window"]
    assert config.find("one_window") == config.find(packaged) == config.find(str(packaged)) == packaged
    mine = write(desk / "mine.yaml", SMALL)
    assert config.find("mine.yaml") == mine


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("empty.yaml", "", ["empty.yaml", "empty", "write the keys"]),
        ("comment.yaml", "# nothing\n", ["comment.yaml", "empty"]),
        ("list.yaml", "- a\n- b\n", ["list.yaml", "a list", "without a dash"]),
        ("word.yaml", "one_window\n", ["word.yaml", "a single value", "key: value"]),
        ("broken.yaml", "question:\n  en: [a\nzh: b\n", ["broken.yaml:3", "is not YAML", "brackets"]),
        ("tab.yaml", "question:\n\ten: a\n", ["tab.yaml:2", "is not YAML", "indentation"]),
        ("twice.yaml", "seed: 1\nseed: 2\n", ["twice.yaml:2: seed", "twice", "leave one"]),
        ("tag.yaml", "seed: !!python/name:os.system\n", ["tag.yaml:1", "is not YAML"]),
        ("deep.yaml", "a: " + "[" * 5000, ["deep.yaml", "nested too deeply"]),
    ],
)
def test_a_scenario_that_is_no_scenario(desk, name, text, parts):
    (desk / name).write_text(text, encoding="utf-8")
    message = said(name)
    assert all(part in message for part in [*parts, "mend:"]), message


def test_a_scenario_that_is_not_there(desk):
    assert "did you mean 'one_window'?" in said("one_windw")
    write(desk / "study" / "tuesday.yaml", SMALL)
    assert "did you mean 'study/tuesday.yaml'?" in said("study/teusday.yaml")


def test_a_scenario_that_is_a_folder(desk):
    write(desk / "study" / "tuesday.yaml", SMALL)
    message = said("study")
    assert "study: is a folder" in message
    assert "tuesday.yaml" in message


def test_a_scenario_in_another_encoding(desk):
    (desk / "gbk.yaml").write_bytes(SMALL.encode("gbk"))
    assert "gbk.yaml: is not UTF-8" in said("gbk.yaml")


def test_a_scenario_that_cannot_be_read(desk, monkeypatch):
    write(desk / "mine.yaml", SMALL)

    def refuse(self, **_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    assert "mine.yaml: cannot be read (Permission denied)" in said("mine.yaml")


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("question:", "qestion:", ["mine.yaml:2: qestion", "no such key", "did you mean 'question'?"]),
        ("label:", "lable:", ["mine.yaml:5: variants.one.lable", "did you mean 'label'?"]),
        (
            "hall=integrated",
            "hall.setup: 2",
            ["mine.yaml:6: variants.one.overrides", "write `- hall.setup=2`"],
        ),
        (
            "hall=integrated",
            "hall=integratd",
            ["mine.yaml:6: hall", "no block", "did you mean 'integrated'?"],
        ),
        ("hall=integrated", "hal=integrated", ["mine.yaml:6: hal", "no such key", "did you mean 'hall'?"]),
        ("hall=integrated", "hall", ["mine.yaml:6: hall", "cannot understand 'hall'", "key=value"]),
        ("hall=integrated", "hall.setup=-1", ["mine.yaml:6: hall.setup", "keep to the bound"]),
        ("variants:", "_target_: os.system\nvariants:", ["mine.yaml:3: _target_", "code", "leave it out"]),
    ],
)
def test_a_scenario_with_a_slip(desk, old, new, parts):
    write(desk / "mine.yaml", SMALL.replace(old, new))
    message = said("mine.yaml")
    assert all(part in message for part in [*parts, "mend:"]), message


# Overrides that cannot be used

REFUSED = {
    "hall.last_tiket=16:30": ["hall.last_tiket", "no such key", "did you mean 'last_ticket'?"],
    "hal.setup=1": ["hal", "no such key", "did you mean 'hall'?"],
    "hall=integratd": ["hall", "no block 'integratd'", "did you mean 'integrated'?"],
    "hall=nowhere": ["hall", "no block", "use one of: departmental, grouped, integrated"],
    "hall=../staff/grouped_67": ["hall", "chooses no block", "hall=block"],
    "hall={setup:1}": ["hall", "chooses no block", "hall=block"],
    "~hall": ["hall", "chooses no block", "hall=block"],
    "hall=": ["hall", "chooses no block", "hall=block"],
    "two words": ["cannot understand 'two words'", "path.to.key=value"],
    "hall.setup": ["hall.setup", "cannot understand", "key=value"],
    "hall.label.en=two, three (four": ["hall.label.en", "cannot understand the value", "in quotes"],
    'demand.profile={"09:00": 1}': ["demand.profile", "cannot understand the value", "times one by one"],
    "demand.volume=1,1.2": ["demand.volume", "several values", "give one value"],
    "demand.volume=2": ["demand.volume", "above the ceiling", "raise demand.ceiling"],
    "hall.setup=much": ["hall.setup", "valid number", "onewindow schema"],
    "hall.last_ticket=510": ["hall.last_ticket", "unquoted 8:30 as 510", "in quotes"],
    "hall.last_ticket=8:00": ["hall.last_ticket", "the first ticket comes after the last", "make it later"],
    "demand.silent_share=1.3": ["demand.silent_share", "1.3", "keep to the bound"],
    "staff.groups.integratd.clerks=3": [
        "integratd",
        "no 'integratd' under staff.groups",
        "did you mean 'integrated'?",
    ],
    "staff.groups.integrated.shifts=[]": [
        "staff.groups.integrated",
        "40 clerks have no shift",
        "name the `shifts`",
    ],
    "staff.groups.integrated.primary={departments:[tax]}": [
        "matters.",
        "no clerk group has",
        "widen the `primary`",
    ],
    "matters.pension.tasks.7.work.mean=3": ["matters.pension.tasks.7", "out of range", "mend"],
    "hall.hours.x=1": ["hall.hours.x", "cannot be set", "onewindow schema"],
    "~hall.hours.0": ["hall.hours.0", "nothing to take away", "a key that is there"],
    "demand.profile=[1]": ["demand.profile", "valid dictionary", "onewindow schema"],
    "matters.pension.tasks.0.work.meen=3": ["matters.pension.tasks.0.work.meen", "did you mean 'mean'?"],
    "hall.walk=${hall.nothing}": ["hall.walk", "not found", "write a value"],
    "hall.walk=???": ["hall.walk", "issing", "write a value"],
    "~hall.clossing": ["hall.clossing", "nothing to take away", "did you mean 'closing'?"],
    "hydra.job.name=x": ["hydra", "no such key", "use one of"],
    "hydra/launcher=basic": ["hydra/launcher", "no such key", "use one of"],
    "+hall._target_=os.system": ["hall._target_", "code", "leave it out"],
    "replications=5": ["replications", "belongs to the scenario", "scenario's file"],
    "precision.mean_wait=3": ["precision.mean_wait", "belongs to the scenario", "scenario's file"],
    "staffing.desk.share=0.2": ["staffing.desk", "no such key", "did you mean 'desks'?"],
    "staffing.service.share=3": ["staffing.service.share", "less than 1"],
    "staffing.shifts.full.hours=8": ["staffing.shifts", "there is no 'full'", "+staffing.shifts.full={...}"],
    "~staffing.stay": ["staffing.stay", "nothing to take away"],
    "staffing.stay.x=3": ["staffing.stay", "valid number"],
    "+staffing.shifts={_target_: os.system}": ["staffing.shifts._target_", "code", "leave it out"],
}


@pytest.mark.parametrize("override", REFUSED)
def test_an_override_that_cannot_be_used(desk, override):
    write(desk / "mine.yaml", SMALL)
    message = said("mine.yaml", override)
    expected = [*REFUSED[override], "mend:"]
    assert all(part in message for part in expected), message
    # A cross-check may find the consequence elsewhere; all else is laid at the command line's door.
    assert "command line" in message or "matters." in message, message


def test_values_of_the_staffing_are_set_for_the_scenario_and_not_for_its_halls(desk):
    text = """
    staffing:
      service: {wait_over: 20, share: 0.1}
      shifts: {full: {starts: ["08:30"], hours: 8}, late: {starts: ["13:30"], hours: 4}}
    """
    path = write(desk / "mine.yaml", SMALL + textwrap.dedent(text))
    own = [
        "staffing.service.share=0.05",
        "staffing.desks={mean_wait: 4, within: day}",
        "+staffing.shifts.early={starts: ['08:00'], hours: 4}",
        "~staffing.shifts.late",
        "staffing.floor.integrated.08:30=2",
    ]
    found = config.load("mine.yaml", [own[0], "demand.volume=1.1", *own[1:]])
    staffing = found.scenario.staffing
    assert (staffing.service.wait_over, staffing.service.share) == (20.0, 0.05)
    assert (staffing.desks.mean_wait, staffing.desks.within) == (4.0, "day")
    assert set(staffing.shifts) == {"full", "early"}
    assert staffing.floor == {"integrated": {510: 2}}
    assert (found.overrides, found.own) == (("demand.volume=1.1",), tuple(own))
    assert found.applied("one")[-1] == "demand.volume=1.1"
    assert found.specs["one"].demand.volume == 1.1
    message = said("mine.yaml", "staffing.service.mean_wait=3")
    assert "command line: staffing.service: give either wait_over with share, or mean_wait" in message
    write(path, path.read_text("utf-8").replace("share: 0.1", "share: 2"))
    assert f"mine.yaml:{line(path, 'share: 2')}: staffing.service.share" in said("mine.yaml", "staffing.stay=40")


def test_shifts_that_overlap(desk):
    write(desk / "mine.yaml", SMALL)
    late = "+staff.shifts.late={start:'11:00',end:'15:00'}"
    message = said("mine.yaml", late, "staff.groups.integrated.shifts=[morning,late]")
    assert "command line: staff.groups.integrated.shifts: shift 11:00-15:00 overlaps" in message
    assert "let one end before the next begins" in message


def test_all_faults_are_told_at_once(desk):
    write(desk / "mine.yaml", SMALL)
    message = said("mine.yaml", "hall.setup=-1", "demand.silent_share=2", "calendar.days=0")
    assert all(key in message for key in ("hall.setup", "demand.silent_share", "calendar.days"))
    message = said("mine.yaml", "one two", "three four")
    assert message.count("cannot understand") == 2


def test_a_fault_of_one_variant_names_it():
    message = said("one_window", "staff.groups.integrated.clerks=50")
    assert "command line (variant departmental): staff.groups.integrated" in message
    assert "set in its own overrides" in message
    assert "variant integrated)" not in message


# Blocks that cannot be used

HALL = """\
label: {en: Mine, zh: 我的}
service_model: integrated
hours:
  - {start: "08:30", end: "17:00"}
"""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            HALL + "clossing: serve\n",
            ["hall.yaml:5: hall.clossing", "no such key", "did you mean 'closing'?"],
        ),
        (HALL + "setup: -1\n", ["hall.yaml:5: hall.setup", "keep to the bound"]),
        (
            HALL + "last_ticket: 8:30\n",
            ["hall.yaml:5: hall.last_ticket", "unquoted 8:30 as 510", "in quotes"],
        ),
        (HALL.replace('"17:00"', '"07:00"'), ["hall.yaml:3: hall.hours", "ends before it begins", "later"]),
        (HALL.replace("label:", "lable:"), ["hall.yaml:1: hall.lable", "did you mean 'label'?"]),
        (HALL + "setup: ${nothing}\n", ["hall.yaml:5: hall.setup", "not found", "write a value"]),
        (HALL + "_target_: os.system\n", ["hall.yaml:5: hall._target_", "code", "leave it out"]),
        (HALL + "setup: 1\nsetup: 2\n", ["hall.yaml:6", "twice", "mend"]),
        (HALL + "setup: [1\n", ["hall.yaml:6", "is not YAML", "brackets"]),
        ("- a\n", ["hall.yaml", "a list", "without a dash"]),
        ("", ["hall.yaml: hall.label", "is missing", "add it"]),
        ("defaults: [nothing]\n" + HALL, ["hall.yaml: cannot be composed", "hall/nothing", "`defaults`"]),
    ],
)
def test_a_block_with_a_fault(desk, text, parts):
    write(desk / "mine.yaml", SMALL.replace("hall=integrated", "hall=hall"))
    write(desk / "configs" / "hall" / "hall.yaml", text)
    message = said("mine.yaml")
    assert all(part in message for part in [*parts, "mend:"]), message
    assert "configs/hall/hall.yaml" in message
    assert str(desk) not in message, "files below the working directory are named as they are typed"


def test_faults_between_blocks_name_the_file_of_the_key(desk):
    write(desk / "mine.yaml", SMALL)
    staff = write(
        desk / "configs" / "staff" / "few.yaml",
        """\
        shifts:
          morning: {start: "08:30", end: "12:00"}
          late: {start: "11:00", end: "15:00"}
        groups:
          counter:
            label: {en: Counter, zh: 柜台}
            primary: {all: true}
            clerks: 3
            shifts: [morning, late]
          idle:
            label: {en: Idle, zh: 空闲}
            primary: {departments: [taxes]}
            clerks: 2
        """,
    )
    message = said("mine.yaml", "staff=few")
    group = "configs/staff/few.yaml"
    assert f"{group}:{line(staff, 'morning, late')}: staff.groups.counter.shifts: shift 11:00-15:00 overlaps" in message
    assert f"{group}:{line(staff, 'idle:')}: staff.groups.idle: 2 clerks have no shift" in message
    assert f"{group}:{line(staff, '[taxes]')}: staff.groups.idle.primary.departments: 'taxes' is no dep" in message
    assert "did you mean 'tax'?" in message
    assert f"{group}:{line(staff, '[taxes]')}: staff.groups.idle.primary: the scope names no task" in message


def test_a_task_that_nobody_serves_is_named_where_it_stands(desk):
    write(desk / "mine.yaml", SMALL)
    message = said(
        "mine.yaml",
        "staff=departmental_58",
        "hall=departmental",
        "staff.groups.tax.primary={domains:[police]}",
    )
    matters = CONFIGS / "matters" / "district_2017.yaml"
    assert f"district_2017.yaml:{line(matters, '- department: tax')}: " in message
    assert "no clerk group has tax of this matter within its primary scope" in message
    assert "widen the `primary`" in message


def test_an_override_within_a_blocks_key_is_told_with_it(desk):
    write(desk / "mine.yaml", SMALL)
    message = said("mine.yaml", "staff.groups.integrated.windows.08:30=5")
    assert "integrated_67.yaml:" in message
    assert "(with staff.groups.integrated.windows.08:30=5 of command line): staff.groups.integrated: " in message


def test_matters_without_their_first_line(desk):
    write(desk / "mine.yaml", SMALL)
    text = (CONFIGS / "matters" / "district_2017.yaml").read_text(encoding="utf-8")
    write(desk / "configs" / "matters" / "late.yaml", "# A comment above the package.\n" + text)
    message = said("mine.yaml", "matters=late")
    assert "configs/matters/late.yaml:" in message
    assert "make `# @package _global_` its first line" in message


def test_folder_is_found_in_an_installed_package(tmp_path, monkeypatch):
    import sim

    (tmp_path / "sim" / "configs").mkdir(parents=True)
    monkeypatch.setattr(sim, "__path__", [str(tmp_path / "sim")])
    assert config.folder("configs") == tmp_path / "sim" / "configs"
    with pytest.raises(InputError, match="install onewindow again"):
        config.folder("scenarios")


def test_schema_describes_every_key():
    for model in (Spec, Scenario):
        exported = json.loads(config.schema(model))
        for name, key in exported["properties"].items():
            # Where key and model are described alike, pydantic says it once.
            kind = exported["$defs"][key["$ref"].rsplit("/", 1)[1]] if "$ref" in key else key
            assert key.get("description", kind.get("description")), f"{model.__name__}.{name} has none"


MERGED = """\
label: {en: Mine, zh: 我的}
service_model: integrated
hours:
  - &day {start: "08:30", end: "12:00"}
  - <<: *day
    start: "11:00"
    end: "17:00"
"""


MERGED_SCENARIO = """\
question: {en: Does it work, zh: 行吗}
variants:
  one: &one
    label: {en: One, zh: 一}
    overrides: [hall=integrated, staff=integrated_67]
  two:
    <<: *one
    label: {en: Two, zh: 二}
"""


def test_merged_keys_stand_once(desk):
    write(desk / "mine.yaml", MERGED_SCENARIO)
    specs = config.load("mine.yaml").specs
    assert specs["one"] == specs["two"]
    write(desk / "configs" / "hall" / "hall.yaml", MERGED)
    message = said("mine.yaml", "hall=hall")
    assert "configs/hall/hall.yaml:3: hall.hours: interval 11:00-17:00" in message
    assert "overlaps" in message, "the merged hours were read"


def test_a_key_twice_beside_merged_ones_is_still_found(desk):
    write(desk / "mine.yaml", "a: &a {seed: 1}\nb:\n  <<: *a\n  seed: 2\n  seed: 3\n")
    message = said("mine.yaml")
    assert "mine.yaml:5: seed" in message
    assert "twice" in message


def test_an_own_key_is_found_before_a_merged_one(desk):
    path = write(desk / "mine.yaml", "a: &a {seed: 1}\nb:\n  <<: *a\n  seed: 2\n")
    assert config.files.read(path).find(("b", "seed")) == (2, "mine.yaml:4")


@pytest.mark.parametrize("closed", ["mine.yaml", "configs", "hall"])
def test_what_is_closed_to_us_is_wrong_input(desk, monkeypatch, closed):
    write(desk / "mine.yaml", SMALL)
    write(desk / "configs" / "hall" / "other.yaml", HALL)
    stat = Path.stat

    def refuse(path, **more):
        place = path.absolute()
        if place.is_relative_to(desk) and closed in place.relative_to(desk).parts:
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", refuse)
    message = said("mine.yaml")
    assert "cannot be read (Permission denied)" in message
    assert closed in message.partition(": cannot")[0]
    assert "mend:" in message


@pytest.mark.parametrize("name", ["", " "])
def test_a_scenario_has_a_name(name):
    assert "the name of the scenario is empty" in said(name)


def test_no_choice_among_nothing_is_offered(desk):
    write(desk / "mine.yaml", SMALL)
    for override in ("demand.classes.vip.share=1", "~demand.classes.vip"):
        message = said("mine.yaml", override)
        assert "nothing stands there" in message
        assert "use one of: ;" not in message
        assert not message.endswith("use one of: ")


@pytest.mark.parametrize("name", ["one_window", "warsaw"])
def test_blocks_are_read_as_hydra_reads_them(name, monkeypatch):
    quickly = [config.load(name).specs for _ in range(2)]  # from files, and from what is known of them
    monkeypatch.setattr(Blocks, "load_config", FileConfigSource.load_config)
    slowly = config.load(name).specs
    assert all(
        {key: repr(spec) for key, spec in specs.items()} == {k: repr(s) for k, s in slowly.items()} for specs in quickly
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("walk: 1\nwalk: 2", "the key stands there twice"),
        ("walk:\t1", "is not YAML"),
        ("[walk]", "not keys with values"),
        ("walk: [1", "is not YAML"),
        ("walk: {{one}}", "is not YAML"),
    ],
)
def test_a_block_that_hydra_would_not_read_is_refused(desk, written, told):
    write(desk / "mine.yaml", SMALL)
    write(desk / "configs" / "hall" / "own.yaml", written)
    assert told in said("mine.yaml", "hall=own")


def test_a_block_that_was_changed_is_read_anew(desk):
    write(desk / "mine.yaml", SMALL)
    packaged = (CONFIGS / "hall" / "integrated.yaml").read_text("utf-8")
    for walk in ("0.25", "0.75"):
        write(desk / "configs" / "hall" / "own.yaml", packaged.replace("walk: 0.5", f"walk: {walk}"))
        assert config.load("mine.yaml", ["hall=own"]).specs["one"].hall.walk == float(walk)
