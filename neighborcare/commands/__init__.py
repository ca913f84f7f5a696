"""The commands, by what they are about. Each file says which there are (`add`) and what each does."""
