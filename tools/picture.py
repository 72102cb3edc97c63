"""Take the README's picture from the lesson that makes it: `python -m tools.picture`."""

import base64

from helpers.course import notebook
from helpers.files import CourseError, read_json, root, write_bytes

SUMMARY = "your encoder: the "


def main() -> None:
    """Write `docs/picture.png`, and print its alternative text for the README."""
    path = notebook("masked_lm")
    for cell in read_json(root() / path)["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = "".join(data.get("text/plain", ""))
            if "image/png" in data and text.startswith(SUMMARY):
                write_bytes(
                    root() / "docs" / "picture.png", base64.b64decode("".join(data["image/png"]))
                )
                print(text)
                return
    raise CourseError(f"{path} holds no picture of the live training. Build it first.")


if __name__ == "__main__":
    main()
