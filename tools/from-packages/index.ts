/**
 * Builds what cannot be downloaded (Pulumi, kind, node images, add-ons) from Go modules and Debian packages, and caches it by content.
 *
 * - `build`, `parts`, `key`: what is built in which order, and when it exists already
 * - `go-module`, `build-program`, `programs`, `build-image`, `images`: how a program and an image are made
 * - `docker`, `network`, `network-settings`, `machine`: a Docker daemon of its own that reaches nothing beyond this machine
 * - `host`, `layout`, `prune`, `build-progress`, `time-left`: its inputs, its files, its output
 * - `keda/`, `knative/`, `kserve/`, `addons/`: manifests of the add-ons from their modules
 */
export { builtEnvironment, packagesStatus, prepareBases, preparePackages, type Bases, type Packages } from './build';
export { BASE_KINDS, type BaseKind } from './images';
export { installFromDebian, mayInstallFromDebian } from './debian-packages';
export { BuildProgress } from './build-progress';
export { dockerEnvironment, hasImage, ownDaemon, startDocker, stopDocker } from './docker';
export { succeeds, type CommandOptions, type Host, type RunCommand } from './host';
export { DOCKER_HOST, Layout } from './layout';
export { readMachine } from './machine';
export { cacheSizes, pruneCache } from './prune';
export { releaseCluster } from './network';
export { ADDONS, type Addon } from './programs';
