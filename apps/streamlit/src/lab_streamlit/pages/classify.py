"""One text through every server, side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from lab_streamlit import lab
from lab_streamlit.answers import Answer, Failure, classify
from lab_streamlit.samples import SAMPLES
from lab_streamlit.settings import Server

MAX_CHARACTERS = 100_000
CARDS_A_ROW = 3


def render() -> None:
    st.title("Is it spam?")
    st.caption("One model behind every server of this lab. Write a message and see what each says, and how fast.")
    servers = lab.settings().servers
    if not servers:
        st.info(
            "No server is enabled. Enable one in lab.yaml, for example `services.fastapi.enabled: true`.", icon=":material/info:"
        )
        return
    st.pills("Begin with one of these", list(SAMPLES), key="sample", on_change=_take_sample)
    with st.form("message-form", border=False):
        text = st.text_area(
            "Message", key="text", height=150, max_chars=MAX_CHARACTERS, placeholder="Paste or write the text of an e-mail"
        )
        pressed = st.form_submit_button("Classify", type="primary", icon=":material/send:")
    if pressed and not text.strip():
        st.session_state.pop("said", None)
        st.warning("There is nothing to classify yet: write a message first.", icon=":material/edit:")
    elif pressed:
        with st.spinner("Asking the servers, one after another"):
            st.session_state["said"] = _ask(servers, text)
    if "said" in st.session_state:
        _show(st.session_state["said"])


def _take_sample() -> None:
    if (sample := st.session_state.get("sample")) is not None:
        st.session_state["text"] = SAMPLES[sample]


def _ask(servers: Sequence[Server], text: str) -> list[Answer | Failure]:
    # One after another: at once they would take the CPU from each other, and their times would mean nothing.
    return [classify(server, text, lab.http_client(), time.perf_counter) for server in servers]


def _show(said: Sequence[Answer | Failure]) -> None:
    for first in range(0, len(said), CARDS_A_ROW):
        row = said[first : first + CARDS_A_ROW]
        for column, one in zip(st.columns(max(len(row), min(2, len(said)))), row, strict=False):
            with column, st.container(border=True):
                if isinstance(one, Answer):
                    _answer_card(one)
                else:
                    _failure_card(one)
    st.caption(_summary([one for one in said if isinstance(one, Answer)], len(said)))


def _answer_card(answer: Answer) -> None:
    badge = ":red-badge[:material/report: spam]" if answer.is_spam else ":green-badge[:material/check: not spam]"
    st.markdown(f"**{answer.server.name}**  {badge}")
    st.metric("Probability of spam", f"{answer.probability:.2%}")
    st.progress(answer.probability)
    cut = " The text was longer than the model reads; its end was left out." if answer.truncated else ""
    st.caption(f"Answered in **{answer.latency_ms:.0f} ms**.{cut}")


def _failure_card(failure: Failure) -> None:
    st.markdown(f"**{failure.server.name}**  :gray-badge[:material/cloud_off: no answer]")
    st.error(f"{failure.server.name} {failure.reason}.", icon=":material/error:")
    st.caption("Its pods may be starting, stopped or scaled to zero; **Live** shows them.")


def _summary(answers: Sequence[Answer], asked: int) -> str:
    if not answers:
        return "No server answered."
    how = "Asked one after another, each on a new connection, so these times are of an idle server."
    if len(answers) == 1:
        return how if asked == 1 else f"One of {asked} servers answered. {how}"
    probabilities = [answer.probability for answer in answers]
    difference = max(probabilities) - min(probabilities)
    agree = "They agree" if len({answer.is_spam for answer in answers}) == 1 else "They do not agree"
    return f"{agree}; their probabilities differ by at most {difference:.6f}. {how}"
