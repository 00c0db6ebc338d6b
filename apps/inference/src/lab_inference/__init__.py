"""The model without a server around it: its artifact, its text rule, its session. What every Python server of the lab shares."""
