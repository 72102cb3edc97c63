"""Takes single definitions out of a lesson: their statements and what those need, nothing else.

A lesson trains models on its way. To measure one claim again, only the function that measures it
is wanted, with the data and the functions that it uses. Which those are can be read from the text:
from the last statement that binds a name, and those that change its value in place, back through
every name that they use. (`helpers.measure.closure` reads in the same way what made a result.)
"""

import ast
import io
import linecache
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from functools import cached_property, lru_cache

from helpers.course import resolve
from helpers.files import CourseError, root
from helpers.measure.course_code import notebook
from helpers.measure.program import Program
from tools.source import read


class Script:
    """The code of a lesson as one text, cut into its top-level statements.

    >>> script = Script("demo", "a = 1\\nprint('long training')\\nb = a + 1\\na = 7")
    >>> [ast.unparse(script.statements[i]) for i in script.needs(["b"], 3)]
    ['a = 1', 'b = a + 1']
    """

    def __init__(self, name: str, text: str):
        self.name, self.text = name, text
        self.statements = ast.parse(text).body
        self.space, self.ran = {"__name__": name}, set()

    @cached_property
    def program(self) -> Program:
        """The same statements, which know what they bind and use."""
        return notebook([self.text])

    def needs(self, names: Iterable[str], before: int) -> list[int]:
        """The statements, in order, that give these names the values they have at `before`."""
        found, seen = set(), set()
        wanted = [(name, before) for name in names]
        while wanted:
            name, place = wanted.pop()
            for at in self.program.making(name, place):
                if (at, place) not in seen:
                    seen.add((at, place))
                    found.add(at)
                    # A function looks names up when it is called, anything else where it stands.
                    statement = self.program.statements[at]
                    inner = place if statement.late else at
                    wanted += [(other, inner) for other in statement.names]
        return sorted(found)

    def makes(self, i: int) -> set[str]:
        """The names whose value a statement gives or changes."""
        return self.program.statements[i].binds | self.program.statements[i].fills

    def namespace(self, names: Iterable[str], before: int) -> dict:
        """Run those statements, without what they print; the names they define.

        What ran before is not run again: the measures of a lesson share its data and its trained
        models. Where a statement would give one of their names another value, all begins anew.

        >>> script = Script("demo", "a = object()\\nb = a\\nc = a\\na = 7\\nd = a")
        >>> space = script.namespace(["b"], 5)
        >>> script.namespace(["c"], 5)["c"] is space["b"], script.namespace(["d"], 5)["d"]
        (True, 7)
        """
        chosen = self.needs(names, before)
        fresh = {name for i in chosen if i not in self.ran for name in self.makes(i)}
        if fresh & {name for i in self.ran for name in self.makes(i)}:
            self.space, self.ran = {"__name__": self.name}, set()
        todo = [i for i in chosen if i not in self.ran]
        file = f"<{self.name}>"  # inspect.getsource finds the text under this name
        linecache.cache[file] = (len(self.text), None, self.text.splitlines(keepends=True), file)
        with redirect_stdout(io.StringIO()):
            exec(
                compile(ast.Module([self.statements[i] for i in todo], []), file, "exec"),
                self.space,
            )
        self.ran.update(todo)
        return self.space

    def experiment(self, name: str) -> tuple[ast.expr, int] | None:
        """The measure handed to `experiment.run(name, measure, ...)`, and where; None if absent."""
        for place, statement in enumerate(self.statements):
            for node in ast.walk(statement):
                if (
                    isinstance(node, ast.Call)
                    and ast.unparse(node.func) == "experiment.run"
                    and ast.unparse(node.args[0]) == repr(name)
                ):
                    return node.args[1], place
        return None

    def used(self, name: str) -> int:
        """The first statement after a definition that uses it: there its names are complete."""
        if name not in self.program.makers:
            raise CourseError(f"{self.name} defines no {name!r}.")
        return self.program.used(name)


@lru_cache(maxsize=1)  # claims come lesson by lesson; one set of data in memory is enough
def script(lesson: str, folder: str = "lessons") -> Script:
    """The code cells of a lesson like "fine_tuning", or of a lab, its exercises solved."""
    path = root() / "source" / folder / f"{lesson}.py"
    if not path.exists():
        raise CourseError(f"There is no {lesson!r} in source/{folder}.")
    cells = [cell.filled for cell in read(path).cells if cell.kind == "code"]
    return Script(lesson, resolve("\n\n".join(cells)))


@lru_cache(maxsize=1)
def experiment(lesson: str, name: str) -> Callable[..., dict]:
    """The function that measures an experiment of a lesson, ready to call."""
    code = script(lesson)
    found = code.experiment(name)
    if found is None:
        raise CourseError(f"The lesson {lesson!r} does not run an experiment {name!r}.")
    measure, place = found
    wanted = {node.id for node in ast.walk(measure) if isinstance(node, ast.Name)}
    return eval(ast.unparse(measure), code.namespace(wanted, place))


@lru_cache(maxsize=1)
def taken(lesson: str, *names: str) -> tuple:
    """Values or functions of a lesson by name, as they are where the first of them is used."""
    code = script(lesson)
    space = code.namespace(names, max(code.used(name) for name in names))
    return tuple(space[name] for name in names)
