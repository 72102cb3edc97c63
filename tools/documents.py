"""Documents that the build writes as a whole or in part: home page, READMEs, claims, glossary."""

from helpers.course import HOME
from helpers.files import root
from tools import arrows, glossary, home, readme
from tools.pages import Course


def documents(course: Course) -> dict[str, str]:
    """The text of every generated document, by its path below the course."""
    found = {"README.md": readme.readme(course), HOME: home.page(course)}
    if is_this(course):
        from tools import claim_list, claim_pages  # here: they load what measures

        found["helpers/README.md"] = arrows.readme()
        found["docs/claims.md"] = claim_pages.page(claim_list.read())
        found[glossary.PAGE] = glossary.page(glossary.terms())
    return found


def draw(course: Course) -> list[str]:
    """Draw the picture of the claims if it would show something else; its path if it was."""
    if not is_this(course):
        return []
    from tools import claim_list, claim_pages

    return claim_pages.draw_again(claim_list.read())


def is_this(course: Course) -> bool:
    """Claims and helpers are those of this very code: a course elsewhere (a test's) has none."""
    return course.root == root()
