"""Many documents: read, asked about, written, and gone on with after any stop."""
