"""Who writes which paper: from the database to the frozen content, one module per subject."""
