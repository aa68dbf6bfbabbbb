"""Entry of the Streamlit app: navigation and nothing else."""
