"""What a learner's variable may hold at worst."""


class Broken:
    """An object that misbehaves whatever is done with it."""

    __name__ = "broken"  # pytest wants one

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError

    def __eq__(self, other):
        raise SystemExit

    def __call__(self, *values, **keywords):
        return self
