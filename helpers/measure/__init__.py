"""Numbers with their uncertainty: metrics, experiments over seeds, evidence."""
