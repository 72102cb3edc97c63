"""Which exercise, quiz question or prediction asks for each objective of a notebook.

`source/teaching/SLUG.toml` has a table `outcomes.lesson`, and `outcomes.lab` if there is a lab: the
beginning of each objective, as far as it is unlike the others, and the ids that ask for it. An
objective of the way through has at least one id on the way. A lesson may name an exercise of its
own lab, as `lab:ID`, for what can only be shown by writing it.
"""

from collections.abc import Callable

from helpers.files import CourseError
from tools import further
from tools.teaching_sections import Parts, Task, table
from tools.teaching_sheets import Sheet

ASKING = ("exercise", "quiz", "prediction")
IN_LAB = "lab:"
INTRO = """\
# What learners can do afterwards, and what asks for it

Each objective stands at the head of its notebook. Each is asked for by an exercise, which checks
itself, by a quiz question, or by a prediction, which is compared with a measurement. What is marked
“to go further” may be skipped.
"""


def checked(sheet: Sheet) -> list[tuple[Parts, list[tuple[str, list[Task]]]]]:
    """For the lesson, and for the lab if there is one: each objective with what asks for it.

    Raises `CourseError` for an objective that nothing asks for, and for an id that is not there.
    """
    kinds = {"lesson": sheet.lesson} | ({"lab": sheet.lab} if sheet.lab else {})
    if wrong := set(kinds).symmetric_difference(sheet.outcomes):
        raise CourseError(f"{sheet.where}: `outcomes` has or lacks {sorted(wrong)}.")
    return [(parts, of_notebook(sheet, kind, parts)) for kind, parts in kinds.items()]


def of_notebook(sheet: Sheet, kind: str, parts: Parts) -> list[tuple[str, list[Task]]]:
    """The objectives of one notebook, in its order."""
    named, found = dict(sheet.outcomes[kind]), []
    for objective in parts.source.objectives:
        begins = [begin for begin in named if objective.startswith(begin)]
        if len(begins) != 1:
            raise CourseError(
                f"{sheet.where}, outcomes.{kind}: {len(begins)} entries fit the objective"
                f" {objective!r} of {parts.source.path}. Write one, with the objective's beginning."
            )
        tasks = [task for name in named.pop(begins[0]) for task in asking(sheet, parts, name)]
        if not tasks:
            raise CourseError(f"{sheet.where}: nothing asks for {objective!r}.")
        aside = further.MARK.strip() in objective
        if not aside and not on_the_way(parts, tasks):
            raise CourseError(f"{sheet.where}: nothing on the way asks for {objective!r}.")
        found.append((objective, tasks))
    if named:
        raise CourseError(f"{sheet.where}, outcomes.{kind}: no objective begins {list(named)}.")
    return found


def asking(sheet: Sheet, parts: Parts, name: str) -> list[Task]:
    """The tasks with an id in a notebook, or in the lesson's lab: often a quiz and a prediction."""
    if name.startswith(IN_LAB) and sheet.lab and parts is sheet.lesson:
        found = [Task(t.kind, f"{IN_LAB}{t.id}") for t in sheet.lab.tasks() if same(t, name)]
    else:
        found = [task for task in parts.tasks() if same(task, name)]
    if not found:
        raise CourseError(f"{sheet.where}: {parts.source.path} asks for no {name!r}.")
    return list(dict.fromkeys(found))


def same(task: Task, name: str) -> bool:
    return task.kind in ASKING and task.id == name.removeprefix(IN_LAB)


def on_the_way(parts: Parts, tasks: list[Task]) -> bool:
    """Whether one of the tasks stands on the way through the notebook, or in the lab."""
    return any(task.id.startswith(IN_LAB) or task in parts.tasks(True) for task in tasks)


def said(tasks: list[Task]) -> str:
    """The tasks in words, each id once.

    >>> said([Task("quiz", "a.b"), Task("prediction", "a.b"), Task("exercise", "lab:f")])
    'quiz and prediction `a.b`; exercise `f` of the lab'
    """
    kinds: dict[str, list[str]] = {}
    for task in tasks:
        kinds.setdefault(task.id, []).append(task.kind)
    return "; ".join(
        f"{' and '.join(kind)} `{name.removeprefix(IN_LAB)}`"
        + (" of the lab" if name.startswith(IN_LAB) else "")
        for name, kind in kinds.items()
    )


def page(sheets: dict[str, Sheet], linked: Callable[[str], str]) -> str:
    """docs/teaching/outcomes.md."""
    parts = [INTRO.strip()]
    for sheet in sheets.values():
        for notebook, objectives in checked(sheet):
            source = notebook.source
            rows = [[what, said(tasks)] for what, tasks in objectives]
            parts += [f"## {source.heading}", table(["Objective", "Asked for by"], rows)]
    return linked("\n\n".join(parts)) + "\n"
