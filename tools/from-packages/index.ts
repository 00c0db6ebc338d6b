export { packagesStatus, prepareBases, preparePackages, type Bases, type Packages } from './build';
export { hasImage, ownDaemon, startDocker, stopDocker } from './docker';
export { succeeds, type Host, type RunCommand } from './host';
export { DOCKER_HOST, Layout } from './layout';
export { releaseCluster } from './network';
export { ADDONS, type Addon } from './programs';
