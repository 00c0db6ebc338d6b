# The commands that need no lab: docker run --rm -v "$PWD:/work:ro" ml-scaling-lab diff --base origin/main --head HEAD
# Built from a checkout: docker build -t ml-scaling-lab .
FROM node:24-bookworm-slim AS package
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund && npm pack && mv ml-scaling-lab-*.tgz /package.tgz

FROM node:24-bookworm-slim
# Sides of a diff are git refs; the container runs as another account than the one that owns the mounted checkout.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git \
  && rm -rf /var/lib/apt/lists/* \
  && git config --system --add safe.directory '*'
COPY --from=package /package.tgz /tmp/package.tgz
RUN npm install --global --ignore-scripts --no-audit --no-fund /tmp/package.tgz && rm -rf /tmp/package.tgz /root/.npm
USER node
WORKDIR /work
ENTRYPOINT ["ml-scaling-lab"]
CMD ["--help"]
