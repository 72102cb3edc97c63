"""What made a stored result: what counts as a change of it and what does not."""

import doctest
import textwrap
from functools import cache, partial

import pytest

from helpers import exercises
from helpers.files import CourseError, write_text
from helpers.measure import closure, course_code, fingerprint, made_by, program, reading
from helpers.measure.course_code import CourseCode

LESSON = '''\
# ---
# title: "One"
# ---

# %% [markdown]
# ## Here

# %%
from functools import cache, partial

from helpers.measure import experiment
from helpers.show import plots
from helpers.text import town
from helpers import rooms as house
from helpers.checks import check

RATES = {4: 0.5}
UNRELATED = 1
model = house.load("small-lm")

# %%
@cache
def examples(task: str) -> list:
    """All texts."""
    return town.texts(task)  # a comment


def twice(x: float) -> float:
    """Two of them."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION


# %%
twice = check("twice", twice)

# %%
def measure(task: str, seed: int) -> dict:
    """Shown and measured."""
    import torch
    from helpers.deep import net

    print(UNRELATED)
    plots.show(UNRELATED)
    if seed < 0:
        raise ValueError(f"{seed} is below {UNRELATED}")
    return {"loss": twice(RATES[4]) + len(examples(task)) + net.size(model) + torch.rand(1)}


runs = experiment.run("one/loss", measure, live=False, task=["news"])
RATES = 7
'''
FILES = {
    "source/lessons/one.py": LESSON,
    "helpers/__init__.py": "",
    "helpers/measure/experiment.py": "def run(): ...\n",
    "helpers/show/plots.py": "def show(x): ...\n",
    "helpers/text/town.py": """
        import tomllib
        from pathlib import Path

        from helpers.words import joined as joined_up

        FOLDER = Path(__file__).parent / "town_data"


        def texts(task):
            return joined_up(tomllib.loads((FOLDER / f"{task}.toml").read_text()))


        def unrelated():
            return 1
    """,
    "helpers/words.py": """
        from helpers.joining import GLUE, glue  # from elsewhere


        def joined(parts):
            return glue(parts, GLUE)
    """,
    "helpers/joining.py": """
        GLUE = ", "


        def glue(parts, by):
            return by.join(parts)


        class Unrelated:
            pass
    """,
    "helpers/rooms.py": """
        from helpers.deep import net

        KINDS = {"small": net.Small}


        def load(name):
            return KINDS[name.split("-")[0]](name)
    """,
    "helpers/deep/__init__.py": "",
    "helpers/deep/net.py": """
        class Small:
            def __init__(self, name):
                self.name = name

            def layers(self):
                return 2


        def size(model, width=3):
            return model.layers() * width
    """,
    "helpers/exercises/lab01.py": """
        from helpers.exercises import Exercise


        def twice(x):
            return 2 * x


        EXERCISES = [Exercise(id="twice", reference=twice)]
    """,
    "helpers/text/town_data/news.toml": '# words\nplum = "blue"  # a colour\n',
    "checkpoints/small-lm/card.json": "{}\n",
    "checkpoints/small-lm/config.json": '{"width": 3}\n',
    "checkpoints/small-lm/tokenizer.json": '{"words": ["a"]}\n',
    "checkpoints/small-lm/model.safetensors": "weights\n",
}


@pytest.fixture
def course(tmp_path):
    """A folder with one lesson and the helpers that it uses, directly and from afar."""
    for name, text in FILES.items():
        write_text(tmp_path / name, textwrap.dedent(text))
    return tmp_path


def parts(folder) -> dict[str, str]:
    return made_by.of_experiment("one/loss", CourseCode(folder))


def edit(folder, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write_text(folder / name, text.replace(old, new, 1))


def test_every_part_that_is_reached_and_no_other(course):
    assert list(parts(course)) == [
        "notebook: RATES",
        "notebook: examples",
        "notebook: measure",
        "notebook: model",
        "checkpoint small-lm",
        "helpers/deep/net.py: Small",
        "helpers/deep/net.py: size",
        "helpers/exercises/lab01.py: twice",
        "helpers/joining.py: GLUE",
        "helpers/joining.py: glue",
        "helpers/rooms.py: KINDS",
        "helpers/rooms.py: load",
        "helpers/text/town.py: FOLDER",
        "helpers/text/town.py: texts",
        "helpers/text/town_data/news.toml",
        "helpers/words.py: joined",
    ]


CHANGES = {
    "a constant of the notebook": ("source/lessons/one.py", "{4: 0.5}", "{4: 0.25}"),
    "another function of the notebook": (
        "source/lessons/one.py",
        "texts(task)",
        "texts(task)[1:]",
    ),
    "the statement that made a model": (
        "source/lessons/one.py",
        '"small-lm")',
        '"small-lm", 2)',
    ),
    "a value changed in place": (
        "source/lessons/one.py",
        "UNRELATED = 1\n",
        "UNRELATED = 1\nRATES[4] = 3\n",
    ),
    "another library under a name": (
        "source/lessons/one.py",
        "import torch",
        "import tensor as torch",
    ),
    "a helper two calls away": ("helpers/joining.py", "by.join(parts)", "by.join(sorted(parts))"),
    "a constant of a helper": ("helpers/joining.py", '", "', '"; "'),
    "a method of a class": ("helpers/deep/net.py", "return 2", "return 3"),
    "a default argument": ("helpers/deep/net.py", "width=3", "width=4"),
    "what an import stands for": ("helpers/words.py", "GLUE, glue  #", "glue as GLUE, glue  #"),
    "the reference of an exercise": ("helpers/exercises/lab01.py", "2 * x", "3 * x"),
    "a word in a data file": ("helpers/text/town_data/news.toml", "blue", "red"),
    "a checkpoint's settings": ("checkpoints/small-lm/config.json", "3", "4"),
    "a checkpoint's tokenizer": ("checkpoints/small-lm/tokenizer.json", '"a"', '"b"'),
}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_change_that_may_move_numbers_is_noticed(change, course):
    before = parts(course)
    edit(course, *CHANGES[change])
    assert made_by.differences(before, parts(course))


def test_what_changed_is_named(course):
    before = parts(course)
    edit(course, *CHANGES["a helper two calls away"])
    assert made_by.differences(before, parts(course)) == ["helpers/joining.py: glue changed"]


def test_one_bit_of_a_checkpoint_is_noticed(course):
    before, weights = parts(course), course / "checkpoints" / "small-lm" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[3] ^= 1
    weights.write_bytes(bytes(data))
    assert made_by.differences(before, parts(course)) == ["checkpoint small-lm changed"]


def test_a_new_data_file_in_a_folder_that_is_read_is_noticed(course):
    before = parts(course)
    write_text(course / "helpers" / "text" / "town_data" / "more.toml", "")
    assert made_by.differences(before, parts(course)) == ["helpers/text/town_data/more.toml is new"]


NO_CHANGES = {
    "a comment": ("source/lessons/one.py", "# a comment", "# another"),
    "a docstring": ("source/lessons/one.py", "Shown and measured.", "Measured."),
    "layout": (
        "source/lessons/one.py",
        "twice(RATES[4]) +",
        "twice(\n        RATES[4]\n    ) +",
    ),
    "hints of types": (
        "source/lessons/one.py",
        "(task: str, seed: int) -> dict",
        "(task, seed)",
    ),
    "what is printed": ("source/lessons/one.py", "print(UNRELATED)", "print('seed', seed)"),
    "what is drawn": ("source/lessons/one.py", "plots.show(UNRELATED)", "plots.show(seed)"),
    "what an error says": ("source/lessons/one.py", "is below", "is under"),
    "a constant that is not used": ("source/lessons/one.py", "UNRELATED = 1", "UNRELATED = 2"),
    "a solution of an exercise": ("source/lessons/one.py", "return x + x", "return x * 2"),
    "a name bound again later": ("source/lessons/one.py", "RATES = 7", "RATES = 8"),
    "order of imports": (
        "source/lessons/one.py",
        "from helpers import rooms as house\nfrom helpers.checks import check\n",
        "from helpers.checks import check\nfrom helpers import rooms as house\n",
    ),
    "where an import stands": (
        "source/lessons/one.py",
        "    import torch\n    from helpers.deep import net\n",
        "    from helpers.deep import net\n    import torch\n",
    ),
    "an unrelated function": ("helpers/text/town.py", "return 1", "return 2"),
    "an unrelated class": ("helpers/joining.py", "pass", "x = 1"),
    "a module that draws": ("helpers/show/plots.py", "...", "return x"),
    "a comment in a data file": ("helpers/text/town_data/news.toml", "# a colour", "# colours"),
    "layout of a checkpoint's settings": ("checkpoints/small-lm/config.json", " 3", "   3"),
    "a checkpoint's card": ("checkpoints/small-lm/card.json", "{}", '{"note": 1}'),
}


@pytest.mark.parametrize("change", NO_CHANGES, ids=str)
def test_a_change_that_moves_no_number_is_none(change, course):
    before = parts(course)
    edit(course, *NO_CHANGES[change])
    assert parts(course) == before


def test_line_ends_of_windows_change_nothing(course):
    before = parts(course)
    for name in FILES:
        if not name.endswith(".safetensors"):
            path = course / name
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert parts(course) == before


def test_a_definition_that_moves_to_another_module_stays_the_same(course):
    before = parts(course)
    (course / "helpers" / "joining.py").rename(course / "helpers" / "deep" / "bonds.py")
    edit(course, "helpers/words.py", "helpers.joining", "helpers.deep.bonds")
    now = parts(course)
    assert now != before and made_by.differences(before, now) == []
    assert made_by.digest(now) == made_by.digest(before)


def test_an_import_inside_a_function_may_name_another_place(course):
    before = parts(course)
    (course / "helpers" / "deep").rename(course / "helpers" / "room")
    for name in ("source/lessons/one.py", "helpers/rooms.py"):
        edit(course, name, "from helpers.deep import", "from helpers.room import")
    assert made_by.differences(before, parts(course)) == []


def test_what_shows_and_what_is_an_exercise_are_known():
    """Modules that move must be named anew here, or drawing would count."""
    for name in course_code.EXCLUDED:
        assert course_code.here().path(name), f"{name} is somewhere else now"
    assert set(course_code.here().references) == set(exercises.index())


def test_a_module_asked_by_a_computed_name_counts_as_a_whole(course):
    edit(course, "source/lessons/one.py", "net.size(model)", "getattr(net, task)(model)")
    assert {"helpers/deep/net.py: Small", "helpers/deep/net.py: size"} <= set(parts(course))


def test_what_a_module_does_when_it_is_imported_counts(course):
    before = parts(course)
    edit(
        course,
        "helpers/words.py",
        "def joined",
        "for word in GLUE:\n    GLUE.add(word)\n\n\ndef joined",
    )
    assert "helpers/words.py: joined" in before and parts(course) != before


@pytest.mark.parametrize(
    "name, of", [("town-*", {"town-lm"}), ("*-*", set()), ("town-lm", {"town-lm"}), ("lm", set())]
)
def test_names_of_checkpoints_in_texts(name, of):
    assert closure.named({name}, ["town-lm", "facts-lm"]) == of


MODULE = """
import math
limit = [3]


def deep(x):
    return math.sqrt(x) + limit[0]


def make(power):
    def measure(seed):
        return {"loss": deep(seed) ** power}
    return measure
"""


def test_functions_made_inside_others_and_partial_ones(tmp_path):
    """Their own text counts, what they use, and the values that they hold."""
    space = {"__name__": "m"}
    file = tmp_path / "m.py"
    write_text(file, MODULE)
    exec(compile(MODULE, str(file), "exec"), space)
    two, three = made_by.of(space["make"](2)), made_by.of(space["make"](3))
    assert list(two) == ["notebook: deep", "notebook: limit", "notebook: measure", "value: power"]
    assert made_by.differences(two, three) == ["value: power changed"]
    assert made_by.of(cache(space["make"](2))) == two
    one, other = (made_by.of(partial(space["deep"], x=x)) for x in (1, 2))
    assert made_by.differences(one, other) == ["value: measure, x changed"]


QUOTED = """
def f(seed, /, *some, key=None, **more):
    names: list[str] = [f"{a!r:>{seed}} {{}}" for a in some if (b := a)]
    match key:
        case {"a": [x, *_], **rest} if x:
            pass
    with open(key) as file, lock:
        yield {n: lambda n=b: n for n in names + more}
    return None, 1_000, 1e3, b"x", "\\n", ...
"""


def test_one_fingerprint_in_every_python():
    """Newer versions write some syntax trees differently, and see scopes differently."""
    (statement,) = program.statements(QUOTED)
    assert fingerprint.short_hash(statement.text) == "0af734c1a2cb"
    assert statement.reading.uses == {"open", "lock"}
    (bound,) = program.statements("found = {name: f(name) for name, part in parts}")
    assert bound.binds == {"found"} and bound.reading.uses == {"f", "parts"}


CELLS = ["", "rows = [1]", "def f(seed):\n    return {'n': len(rows)}", "rows = [", "runs = 0"]


def test_cells_of_a_notebook_as_they_ran():
    """The order in which cells ran decides, and a cell that is not Python did nothing."""

    def made(*cells):
        space = {"__name__": "__main__", "In": [*CELLS, *cells], "get_ipython": None}
        exec(compile(CELLS[2], "<cell>", "exec"), space)
        return made_by.of(space["f"], "one/loss")

    once = made("experiment.run('one/loss', f)")
    assert list(once) == ["notebook: f", "notebook: rows"]
    assert made("rows.append(2)", "experiment.run('one/loss', f)") != once
    assert made("rows = [2]", "rows = [1]", "experiment.run('one/loss', f)") == once
    assert made("experiment.run('one/loss', f)\nrows = [5]") == once
    longer = made("rows += [2]", "experiment.run('one/loss', f)")
    assert longer not in (once, made("rows = [9]", "rows += [2]", "experiment.run('one/loss', f)"))


def test_a_function_without_a_text_is_refused():
    space = {"__name__": "m"}
    exec("def f(seed): return {}", space)
    with pytest.raises(CourseError, match="text of f is not to be had"):
        made_by.of(space["f"])


@pytest.mark.parametrize("module", [closure, course_code, fingerprint, made_by, program, reading])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
