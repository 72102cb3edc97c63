"""What measures a claim: everything that its function reaches; see `helpers.measure.closure`."""

from functools import cache
from pathlib import Path

from helpers.files import CourseError
from helpers.measure.closure import Closure
from helpers.measure.course_code import CourseCode
from helpers.measure.program import Program, Statement


class WithLessons(Closure):
    """A closure that follows what `claim_cells.taken("lesson", "name", ...)` takes, too."""

    def reach(self, program: Program, statement: Statement, place: int) -> None:
        super().reach(program, statement, place)
        for call in statement.reading.calls:
            if call.function.split(".")[-1] == "taken" and len(call.words) > 1:
                lesson, *names = call.words
                self.follow_lesson(lesson, names)

    def follow_lesson(self, lesson: str, names: list[str]) -> None:
        """Definitions of a lesson, as they are where the first of them is used."""
        program = lesson_program(self.code, lesson)
        place = max(program.used(name) for name in names)
        for name in names:
            self.follow(program, name, place)


def lesson_program(code: CourseCode, lesson: str) -> Program:
    return code.notebook(code.folder / "source" / "lessons" / f"{lesson}.py")


@cache
def code(folder: Path) -> CourseCode:
    """The course in this folder, read once."""
    return CourseCode(folder)


@cache
def parts(folder: Path, lesson: str, kind: str, name: str) -> dict[str, str]:
    """What is reached by an experiment of a lesson, or by a function of claim_measures.py."""
    found = WithLessons(code(folder))
    if kind == "function":
        found.follow_dotted(f"tools.claim_measures.{name}")
        return found.parts()
    program = lesson_program(found.code, lesson)
    measure = program.experiment(name)
    if measure is None:
        raise CourseError(f"Lesson {lesson} does not run an experiment {name!r}.")
    found.follow(program, *measure)
    return found.parts()
