"""The Briefing's numbers as one would draw them at once: st.metric, st.plotly_chart, st.dataframe, the same SQL."""

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import streamlit as st

from data.versions import current, default_warehouse
from queries.door import catalogue, run
from queries.scope import Scope
from queries.warehouse import open_version
from ui.filters import default

SHOWN = (
    "attendance_rate", "completion_rate", "satisfaction_rate", "learning_gain", "application_rate",
    "improvement_rate", "reach_rate",
)  # fmt: skip

st.set_page_config(layout="wide")
known = open_version(default_warehouse(), current(default_warehouse())).catalogue
cities = {region.code: region.zh for region in known.regions if region.depth == 1}
city = st.radio("city", list(cities), format_func=cities.get, horizontal=True, index=None)
first: Scope = default(known, Scope("", (known.as_of, known.as_of)).viewer, "zh")
scope = first.changed(region=(city,) if city else ())

classes, effect, coverage, moves, places = (
    run(name, scope)
    for name in ("class_scorecard", "effect_by_level", "coverage_by_level", "effect_trend", "coverage_by_region")
)
now = effect[effect["slice"] == "now"].merge(coverage[coverage["slice"] == "now"], on=["slice", "level_code"])
whole = now[now["level_code"] == "*"].iloc[0]
for column, key in zip(st.columns(len(SHOWN)), SHOWN, strict=True):
    column.metric(key, "–" if pd.isna(whole[key]) else f"{whole[key]:.1%}")

months = moves[moves["step"] == "month"]
counties = places[places["depth"] == 2]
names = {region.code: region.zh for region in catalogue(scope).regions}
left, right = st.columns(2)
left.plotly_chart(px.line(months, "start", "application_rate", color="level_code", markers=True), key="trend")
right.plotly_chart(px.scatter(classes, "ov_count", "very_satisfied_rate", hover_name="title"), key="funnel")
heat = months.pivot(index="level_code", columns="start", values="very_satisfied_rate")
left.plotly_chart(px.imshow(heat, aspect="auto"), key="heat")
right.plotly_chart(go.Figure(go.Bar(x=now["level_code"], y=now["completion_rate"])), key="bars")
left.plotly_chart(px.box(classes, "train_type", "very_satisfied_rate"), key="types")
right.plotly_chart(px.bar(counties.assign(name=counties["region_code"].map(names)), "name", "hours_per_head"), key="map")
st.dataframe(now)
st.text(f"chosen {city}")
