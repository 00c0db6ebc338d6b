import { k8s, NON_ROOT_ID } from './plus';

/** Container settings of the `restricted` Pod Security Standard, plus a read-only root file system. */
export const RESTRICTED_CONTAINER: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: NON_ROOT_ID,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Pod settings of the `restricted` standard; the group owns volumes, so that the user can write to them. */
export const RESTRICTED_POD: k8s.PodSecurityContext = {
  fsGroup: NON_ROOT_ID,
  runAsGroup: NON_ROOT_ID,
  runAsNonRoot: true,
  runAsUser: NON_ROOT_ID,
  seccompProfile: { type: 'RuntimeDefault' },
};
