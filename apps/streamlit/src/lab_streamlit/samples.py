"""Texts to begin with, written for this page."""

SAMPLES: dict[str, str] = {
    "A prize": (
        "CONGRATULATIONS!!! You have been selected to receive $1,000,000. Click here NOW to claim your FREE prize, "
        "no obligation, limited time offer. Send this to all your friends!"
    ),
    "A meeting": (
        "Hi Anna, the review moved to Thursday at ten. Could you bring the latency numbers of last week's release? "
        "I will book the small room. Thanks, Jonas"
    ),
    "A pharmacy": (
        "Lowest prices on all medications, no prescription needed! Order today and save 80%. "
        "Discreet shipping worldwide, satisfaction guaranteed. Visit our online pharmacy."
    ),
    "A patch": (
        "The attached patch fixes the off-by-one in the retry loop that Maria reported on the list. "
        "Tested on 2.4.18 with and without preempt; please have a look before I commit it to CVS."
    ),
}


def batch_text() -> str:
    """All samples, one a line."""
    return "\n".join(SAMPLES.values())
