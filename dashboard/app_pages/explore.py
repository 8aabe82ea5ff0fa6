"""Explore: one question, answered by a sentence, a map, the chosen place and a timeline."""

from __future__ import annotations

import streamlit as st

from dashboard import controls, panels, store
from dashboard.card import card_of, cluster_card
