export { packagesStatus, prepareBases, preparePackages, type Bases, type Packages } from './build';
export { installFromDebian, mayInstallFromDebian } from './debian-packages';
export { ownDaemon, startDocker, stopDocker } from './docker';
export type { Host, RunCommand } from './host';
export { DOCKER_HOST, Layout } from './layout';
export { readMachine } from './machine';
export { releaseCluster } from './network';
export { ADDONS, type Addon } from './programs';
