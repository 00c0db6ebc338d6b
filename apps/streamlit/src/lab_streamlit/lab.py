"""Clients and state of the lab that all pages of one server process share."""

from __future__ import annotations

import os

import httpx
import streamlit as st

from lab_streamlit.cluster import connect
from lab_streamlit.settings import Settings, read_settings


def settings() -> Settings:
    return read_settings(os.environ)


@st.cache_resource
def http_client() -> httpx.Client:
    """For servers of the lab. Every request opens its connection anew: a Service spreads connections, not requests."""
    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)


@st.cache_resource
def queue_client() -> httpx.Client:
    """For the many small requests about jobs, on connections that stay open."""
    return httpx.Client(trust_env=False)


@st.cache_resource
def kubernetes_client(url: str | None) -> httpx.Client | None:
    return connect(url, os.environ)
