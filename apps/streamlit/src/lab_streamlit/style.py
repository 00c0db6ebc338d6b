"""Styles that Streamlit's own theme lacks; colours come from .streamlit/config.toml."""

STYLE = """<style>
  /* Long lines are hard to read, and a phone has no room for wide margins. */
  [data-testid="stMainBlockContainer"] { max-width: 68rem; padding: 1.6rem 1.5rem 4rem; }
  [data-testid="stHeader"] { background: transparent; }
  h1 { letter-spacing: -0.02em; padding-bottom: 0.2rem !important; }
  [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
  .st-key-nav { border-bottom: 1px solid rgb(128 128 128 / 25%); padding-bottom: 0.6rem; margin-bottom: 0.4rem; }
  /* Live parts draw themselves anew every second or two: no fading, no running man. */
  [data-stale="true"] { opacity: 1 !important; transition: none !important; }
  [data-testid="stStatusWidget"] { display: none; }
  @media (max-width: 640px) {
    [data-testid="stMainBlockContainer"] { padding: 1.2rem 1rem 3rem; }
    [data-testid="stMetricValue"] { font-size: 1.6rem; }
    h1 { font-size: 1.7rem !important; }
    .st-key-nav a > :first-child:has([data-testid="stIconMaterial"]) { display: none; }
    /* Small numbers stand in pairs instead of one below the other. */
    .st-key-numbers [data-testid="stColumn"] {
      min-width: calc(50% - 0.5rem) !important;
      flex: 1 1 calc(50% - 0.5rem) !important;
    }
  }
  /* Nothing moves for those who ask for that. */
  @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
</style>"""
