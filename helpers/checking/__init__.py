"""Checks of exercises, quizzes, and the learner's progress."""
