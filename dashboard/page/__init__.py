"""The page in Streamlit."""
