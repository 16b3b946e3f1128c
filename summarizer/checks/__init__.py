"""What must hold of an item before it is shown: (item, reading) -> problems. Pure."""
