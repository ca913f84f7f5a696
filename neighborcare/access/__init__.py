"""Who may come in and what for: the gate before Streamlit, and the roles."""
