"""The latest run's report, in the page and to download."""

from __future__ import annotations

import streamlit as st

from lab_streamlit import lab
from lab_streamlit.report import Report, latest_report

REPORT_HEIGHT = 1100


def render() -> None:
    st.title("Latest report")
    found = latest_report(lab.settings().report_dir)
    if found is None:
        st.info(
            "No run has left a report that this page can see. Measure something with `./lab bench load` and look again; "
            "in a cluster the results are in the ConfigMaps `lab-result-…`.",
            icon=":material/lab_profile:",
        )
        return
    _head(found)
    # The report is one file without any address to the outside; it brings its own light and dark.
    st.iframe(found.html, height=REPORT_HEIGHT)


def _head(found: Report) -> None:
    st.caption(f"Made on {found.made:%d %B %Y at %H:%M} · {found.file}")
    badges = [
        f":green-badge[:material/check: {name}]" if passed else f":red-badge[:material/close: {name}]"
        for name, passed in found.benchmarks
    ]
    if badges:
        st.markdown(" ".join(badges))
    st.download_button("Download as one file", found.html, file_name="report.html", mime="text/html", icon=":material/download:")
