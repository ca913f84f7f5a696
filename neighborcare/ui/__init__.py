"""The screens' frame: door, menu, session, page head. Streamlit lives here and in pages/ only."""
