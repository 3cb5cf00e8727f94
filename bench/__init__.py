"""How fast the dashboard is, measured in a real browser beside an empty Streamlit page."""
