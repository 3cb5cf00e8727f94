"""The floor F: an empty page of stock Streamlit with the same libraries loaded and garbage collected as it comes."""

import duckdb
import pandas as pd
import plotly.express as px
import streamlit as st

LOADED = (duckdb, pd, px)  # an app that shows data has them in memory, and its collector walks over them

number = st.radio("number", range(8))
st.text(f"chosen {number}")
