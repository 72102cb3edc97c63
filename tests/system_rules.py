"""What code must not take for granted, so that it runs on Windows and macOS as on Linux.

Each rule walks the syntax of a file and gives, for each breach, its line and a sentence.
`test_systems.py` applies them to the course, and tries each on code that breaks it.
"""

import ast
import re
from collections.abc import Iterator

Found = Iterator[tuple[ast.AST, str]]
# Modules and names that some system lacks. They may stand where their absence is looked for: below
# an `if` that names the system or asks `hasattr`, or in a `try` that catches the error.
MODULES = set("fcntl grp msvcrt posix pty pwd resource syslog termios tty winreg winsound".split())
NAMES = {
    "signal": "SIGALRM SIGCHLD SIGHUP SIGKILL SIGQUIT SIGSTOP SIGUSR1 SIGUSR2 alarm pause setitimer"
    " pthread_kill sigwait CTRL_C_EVENT CTRL_BREAK_EVENT",
    "os": "chown fork forkpty getegid geteuid getgid getloadavg getpgid getpgrp getuid kill"
    " killpg link mkfifo nice pread setsid setuid statvfs symlink sync sched_getaffinity"
    " sched_setaffinity sysconf uname wait waitpid wait4 startfile",
    "time": "tzset clock_gettime",
}
ONLY_SOME = {f"{module}.{name}" for module, names in NAMES.items() for name in names.split()}
GUARD = re.compile(r"hasattr|os\.name|sys\.platform|SYSTEM|WINDOWS|google\.colab")
SHELL = set("bash cmd cp jupyter mv pip pip3 powershell py python python3 rm sh unzip wget".split())
ABSOLUTE = re.compile(
    r"^(/(tmp|dev|proc|sys|usr|bin|etc|opt|var|home|content)(/|$)|[A-Za-z]:[\\/])"
)
PROCESSES = {"Pool", "Process", "ThreadPool", "set_start_method"}
WRITES = re.compile(r"[wax+]")


def name_of(node: ast.AST) -> str:
    """A dotted name, or the last part of one that begins with an expression: ".write_text"."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, dict[str, ast.expr]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, name_of(node.func), {k.arg: k.value for k in node.keywords if k.arg}


def text_of(node: ast.AST | None) -> str:
    """A literal text, else ""."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def mode_of(call: ast.Call, name: str, words: dict) -> str:
    """The mode that a file is opened with: "r" if none is given."""
    place = 0 if name.endswith(".open") and name != "io.open" else 1
    given = words.get("mode") or (call.args[place] if len(call.args) > place else None)
    return text_of(given) or ("r" if given is None else "b")


def encoding(tree: ast.AST) -> Found:
    """Text has an encoding of its own: Windows would take that of the country."""
    for call, name, words in calls(tree):
        last = name.rpartition(".")[2]
        opens = name in ("open", "io.open", "os.fdopen") or name.endswith((".open", ".fdopen"))
        if name.startswith(("Image.", "zipfile.", "tarfile.", "webbrowser.")):
            continue
        text = opens and "b" not in mode_of(call, name, words)
        text |= last == "read_text" and name != "own_files.read_text" and not call.args
        text |= last == "write_text" and name.startswith((".", "path.")) and len(call.args) < 2
        text |= last in ("NamedTemporaryFile", "TemporaryFile") and "mode" in words
        if text and "encoding" not in words:
            yield call, f"{last} names no encoding."
        told = [getattr(words.get(word), "value", 0) for word in ("text", "universal_newlines")]
        if True in told and not {"encoding", "errors"} & set(words):
            yield call, "What a process writes is read without naming an encoding."


def line_ends(tree: ast.AST) -> Found:
    """Text is written with Unix line ends: `helpers.files.write_text`, bytes, or `newline=`."""
    for call, name, words in calls(tree):
        last = name.rpartition(".")[2]
        opens = name in ("open", "io.open", "os.fdopen") or name.endswith((".open", ".fdopen"))
        text = opens and WRITES.search(mode := mode_of(call, name, words)) and "b" not in mode
        text = text or (last == "write_text" and "." in name and name != "files.write_text")
        if text and "newline" not in words:
            yield call, f"{last} writes other line ends on Windows."


def replacing(tree: ast.AST) -> Found:
    """`files.replace` waits while others read, and takes the place of what is there."""
    for call, name, _ in calls(tree):
        renames = name in ("os.rename", "os.replace", "os.renames", "shutil.move")
        if renames or name.endswith(".rename") and call.args:
            yield call, f"{name.lstrip('.')}: use `files.replace`."
        if name.endswith(".replace") and len(call.args) == 1:
            yield call, "Path.replace: use `files.replace`."


def leftovers(tree: ast.AST) -> Found:
    """A process that has just ended may hold a file of its temporary folder for a moment."""
    for call, name, words in calls(tree):
        if name.endswith("TemporaryDirectory") and "ignore_cleanup_errors" not in words:
            yield call, "Windows may refuse to clear it: ignore_cleanup_errors=True."


def guarded(tree: ast.AST) -> set[ast.AST]:
    """All that stands where somebody looks whether this system has it."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        asks = isinstance(node, ast.If | ast.IfExp | ast.BoolOp) and GUARD.search(ast.unparse(node))
        if asks or isinstance(node, ast.Try):
            found |= set(ast.walk(node))
    return found


def everywhere(tree: ast.AST) -> Found:
    """Modules, signals and functions that each system has."""
    known = guarded(tree)
    for node in ast.walk(tree):
        if node in known:
            continue
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in MODULES & {name.split(".")[0] for name in names}:
            yield node, f"Not every system has the module {name}."
        if isinstance(node, ast.Attribute) and (name := name_of(node)) in ONLY_SOME:
            yield node, f"Not every system has {name}."
    for call, name, words in calls(tree):
        if call not in known and (told := {"preexec_fn", "start_new_session"} & set(words)):
            yield call, f"Not every system knows {told.pop()}."
        if name.endswith(".symlink_to") and call not in known:
            yield call, "Windows makes no links without a right of its own."


def shells(tree: ast.AST) -> Found:
    """No shell, and Python by `sys.executable`: what `python` starts may be another one."""
    known = guarded(tree)
    for call, name, words in calls(tree):
        shell = isinstance(words.get("shell"), ast.Constant) and words["shell"].value
        by_name = name in ("os.system", "os.popen", "subprocess.getoutput") and call not in known
        if shell or by_name or name.startswith("get_ipython"):
            yield call, f"{name or 'a call'} needs a shell."
    for node in ast.walk(tree):
        if isinstance(node, ast.List) and node.elts and text_of(node.elts[0]) in SHELL:
            yield node, f"{text_of(node.elts[0])} is a command by its name: use `sys.executable`."


def paths(tree: ast.AST) -> Found:
    """Paths are made by `pathlib`, are below a folder that is asked for, and printed alike."""
    known = guarded(tree)
    for node in ast.walk(tree):
        if node not in known and ABSOLUTE.match(text_of(node)):
            yield node, f"{text_of(node)!r} is a place on one system."
    for call, name, _ in calls(tree):
        inner = [name_of(one.func) for one, *_ in calls(call) if one is not call]
        if name == "str" and any(one.endswith("relative_to") for one in inner[:1]):
            yield call, "str(path.relative_to(...)) has other strokes on Windows: `.as_posix()`."
        if name.endswith((".split", ".partition", ".rpartition")) and "str" in inner:
            if call.args and text_of(call.args[0]) == "/":
                yield call, "A path is cut at /: use its `parts`."
        if name in ("os.path.relpath", "os.path.commonpath"):
            yield call, f"{name} fails between two drives."


def processes(tree: ast.AST) -> Found:
    """Processes are spawned, as on Windows and macOS: no fork, no lambda to hand over."""
    for call, name, words in calls(tree):
        last = name.rpartition(".")[2]
        if last == "get_context" and text_of(call.args[0] if call.args else None) != "spawn":
            yield call, 'Say get_context("spawn"): the others are not on every system.'
        if last in PROCESSES and name.startswith(("multiprocessing.", "mp.", last)):
            yield call, f"{last}: use a ProcessPoolExecutor that spawns."
        if last == "submit" and any(isinstance(one, ast.Lambda) for one in call.args):
            yield call, "A lambda cannot be handed to another process."
        if text_of(words.get("num_workers")) or getattr(words.get("num_workers"), "value", 0):
            yield call, "Loader processes import the notebook again on Windows."
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if "ProcessPoolExecutor" in names and "get_context" not in names:
        yield tree, "A ProcessPoolExecutor needs get_context."


def times(tree: ast.AST) -> Found:
    """Dates without the marks that only one C library knows."""
    for call, name, _ in calls(tree):
        if name.endswith("strftime") and any(re.search(r"%[-#]", text_of(a)) for a in call.args):
            yield call, "%- and %# are not known everywhere."


RULES = (encoding, line_ends, replacing, leftovers, everywhere, shells, paths, processes, times)


def breaches(code: str, rules: tuple = RULES) -> list[str]:
    """A sentence with its line for each breach."""
    tree = ast.parse(code)
    found = [(getattr(n, "lineno", 0), said) for rule in rules for n, said in rule(tree)]
    return [f"line {line}: {said}" for line, said in sorted(set(found))]
