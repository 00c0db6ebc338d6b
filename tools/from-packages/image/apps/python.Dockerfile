# Python from Debian, for the apps whose Dockerfile starts from a Python image. Like that image it has the library of the
# interpreter, which Triton's Python backend loads.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes -q --no-install-recommends python3 python3-venv libpython3.11 \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/*
