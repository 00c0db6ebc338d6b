"""Starts Streamlit on HOST and PORT with the page of this package."""

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent


def command(environment: dict[str, str]) -> list[str]:
    """Options of the Streamlit server: no browser, no usage statistics, no watched or written files."""
    options = {
        "server.address": environment.get("HOST", "127.0.0.1"),
        "server.port": environment.get("PORT", "8501"),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        # The page is reached through Services, proxies and port-forwards whose names it cannot know. It has no cookies,
        # no uploads and no secrets that another site could use.
        "server.enableCORS": "false",
        "server.enableXsrfProtection": "false",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(PACKAGE / "app.py"), *flags]


def main() -> None:
    # Streamlit reads .streamlit/config.toml (colours and fonts) from the folder it starts in.
    os.chdir(PACKAGE)
    arguments = command(dict(os.environ))
    # The same process becomes the server, so that SIGTERM reaches it.
    os.execv(arguments[0], arguments)


if __name__ == "__main__":
    main()
