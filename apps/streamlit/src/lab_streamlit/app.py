"""The script that Streamlit runs for every visit: the frame of the page and its five parts."""

from pathlib import Path

import streamlit as st

from lab_streamlit.pages import batch, classify, live, load, report
from lab_streamlit.style import STYLE

# A file: the browser would fetch a named icon from a font host.
ICON = Path(__file__).with_name("icon.png")
st.set_page_config(page_title="ml-scaling-lab", page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed")
st.html(STYLE)
pages = [
    st.Page(classify.render, title="Try it", icon=":material/mark_email_read:", url_path="try", default=True),
    st.Page(load.render, title="Load", icon=":material/speed:", url_path="load"),
    st.Page(batch.render, title="Batch", icon=":material/stacks:", url_path="batch"),
    st.Page(live.render, title="Live", icon=":material/monitoring:", url_path="live"),
    st.Page(report.render, title="Report", icon=":material/lab_profile:", url_path="report"),
]
# Streamlit's own menu hides behind a button on a phone; a row of links is there at every width.
chosen = st.navigation(pages, position="hidden")
with st.container(horizontal=True, key="nav", gap="small"):
    for page in pages:
        st.page_link(page, width="content")
chosen.run()
