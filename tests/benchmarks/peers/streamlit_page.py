"""The review in Streamlit, with the cache for data that its documentation advises."""

import review
import streamlit as st

st.set_page_config(page_title="Review", layout="wide")
listed = st.cache_data(review.measures)()
answered = st.cache_data(review.answers)()
names = st.cache_data(review.countries)()

st.title("Review")
st.plotly_chart(review.matrix(answered), key="matrix")
st.plotly_chart(review.pillars(listed), key="pillars")
st.plotly_chart(review.tiles(answered), key="tiles")
country = st.selectbox("Country", names, index=names.index("France"))
st.plotly_chart(review.profile(listed, country), key="profile")
st.dataframe(listed)
