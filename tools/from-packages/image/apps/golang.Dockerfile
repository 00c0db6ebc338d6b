# Go, for the Dockerfiles that compile something with a Go image.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY go /usr/local/go
ENV GOTOOLCHAIN=local \
    PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
