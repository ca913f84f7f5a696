"""Data in, pictures out: Plotly figures as plain dicts, deck.gl maps as JSON. Knows no Streamlit."""
