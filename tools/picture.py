"""Take the README's picture from the lesson that makes it: `python -m tools.picture`."""

import nbformat

from helpers.course import notebook
from helpers.files import CourseError, root, write_bytes
from tools.execute import pictures

SUMMARY = "your encoder: the "


def main() -> None:
    """Write `docs/picture.png`, and print its alternative text for the README."""
    path = notebook("masked_lm")
    for cell in nbformat.read(root() / path, as_version=4).cells:
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/plain", "")
            if text.startswith(SUMMARY) and (found := pictures(output)):
                write_bytes(root() / "docs" / "picture.png", found[0])
                print(text)
                return
    raise CourseError(f"{path} holds no picture of the live training. Build it first.")


if __name__ == "__main__":
    main()
