"""What each role may see, decided when a generation is built: what is not in a role's file cannot leak from it."""
