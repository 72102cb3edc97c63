"""What a learner sees: text boxes, pictures, widgets."""
