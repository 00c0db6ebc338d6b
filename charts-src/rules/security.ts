import type { KubernetesObject } from '../../contract';
import { BENCHMARK_LABEL, COMPONENT_LABEL } from '../pod/labels';
import type { Problem } from '../setting';
import { isRunByKnative } from './rendered';
import { containerRule, objectRule, podRule, type Rule } from './rule';

const CONTAINER_SECURITY: Rule = containerRule(
  'container-restricted',
  'Every container runs as a user that is not root, on a read-only root file system, without any capability',
  ({ securityContext = {} }, { pod }) => {
    const problems: Problem[] = [];
    const want = (field: string, actual: string | boolean | undefined, wanted: string | boolean) => {
      if (actual !== wanted)
        problems.push({ field: `securityContext.${field}`, problem: `${actual ?? 'unset'} is not ${wanted}` });
    };
    want('allowPrivilegeEscalation', securityContext.allowPrivilegeEscalation, false);
    want('readOnlyRootFilesystem', securityContext.readOnlyRootFilesystem, true);
    want('runAsNonRoot', securityContext.runAsNonRoot ?? pod.securityContext?.runAsNonRoot, true);
    want(
      'seccompProfile.type',
      securityContext.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type,
      'RuntimeDefault',
    );
    want('privileged', securityContext.privileged ?? false, false);
    const { add = [], drop = [] } = securityContext.capabilities ?? {};
    if (!drop.includes('ALL')) problems.push({ field: 'securityContext.capabilities.drop', problem: 'does not drop ALL' });
    if (add.length > 0) problems.push({ field: 'securityContext.capabilities.add', problem: `adds ${add.join(', ')}` });
    const user = securityContext.runAsUser ?? pod.securityContext?.runAsUser;
    if (user === undefined || user === 0)
      problems.push({
        field: 'securityContext.runAsUser',
        problem: user === 0 ? '0 is root' : 'is unset, and the kubelet cannot prove that a named user is not root',
      });
    return problems;
  },
);

const POD_SECURITY: Rule = podRule('pod-isolated', 'No pod shares a namespace or a path with its node', ({ pod, object }) => {
  const problems: Problem[] = [];
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const)
    if (pod[field] === true) problems.push({ field, problem: 'true shares the node with the pod' });
  pod.volumes?.forEach((volume, index) => {
    if ('hostPath' in volume) problems.push({ field: `volumes[${index}].hostPath`, problem: 'shares a path of the node' });
  });
  // Knative takes no securityContext on the pod by default; there the containers carry all of it.
  if (!isRunByKnative(object) && pod.securityContext?.runAsNonRoot !== true)
    problems.push({ field: 'securityContext.runAsNonRoot', problem: 'is not true' });
  return problems;
});

const TOKEN: Rule = podRule('token-unmounted', 'Only benchmark pods and the page get an API token', ({ pod, labels }) => {
  const isWatcher = labels[BENCHMARK_LABEL] === 'true' || labels[COMPONENT_LABEL] === 'page';
  const mayHaveToken = isWatcher && pod.serviceAccountName !== undefined;
  return mayHaveToken || pod.automountServiceAccountToken === false
    ? []
    : [{ field: 'automountServiceAccountToken', problem: 'is not false, and this pod does not use the Kubernetes API' }];
});

const IMAGE: Rule = containerRule('image-pinned', 'Every image has a tag of its own, never latest', ({ image = '' }) => {
  const [, tag, digest] = /^[^@]*?(?::([^/:@]+))?(@sha256:[0-9a-f]{64})?$/.exec(image) ?? [];
  if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return [];
  return [
    { field: 'image', problem: `${image || 'unset'} ${tag === 'latest' ? 'is tagged latest' : 'has no tag'}, so it can change` },
  ];
});

/** Names of variables whose value is a credential. */
const SECRET_NAME = /(^|_)(API_?KEY|TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIALS?|PRIVATE_KEY)$/i;

const SECRET_ENV: Rule = containerRule('no-secret-values', 'No manifest carries the value of a secret', ({ env = [] }) =>
  env.flatMap(({ name, value }, index) => {
    if (value === undefined) return [];
    const field = `env[${index}].value`;
    if (SECRET_NAME.test(name)) return [{ field, problem: `${name} stands in clear text`, fix: 'Use valueFrom.secretKeyRef.' }];
    return /:\/\/[^/@\s]*:[^/@\s]+@/.test(value)
      ? [{ field, problem: `${name} holds a URL with a password`, fix: 'Use valueFrom.secretKeyRef.' }]
      : [];
  }),
);

const SECRET_OBJECT: Rule = objectRule(
  'no-secret-objects',
  'Secrets are made in the cluster, not in manifests',
  ({ kind }) => kind === 'Secret',
  (secret) =>
    ['data', 'stringData'].flatMap((field) =>
      Object.keys(secret[field] ?? {}).map((key) => ({
        field: `${field}.${key}`,
        problem: 'carries the value of a secret',
      })),
    ),
);

const NAMESPACE: Rule = objectRule(
  'namespace-restricted',
  'The namespace admits only pods of the restricted standard',
  ({ kind }) => kind === 'Namespace',
  ({ metadata }) => {
    const key = 'pod-security.kubernetes.io/enforce';
    const level = metadata.labels?.[key];
    return level === 'restricted' ? [] : [{ field: `metadata.labels.${key}`, problem: `${level ?? 'unset'} is not restricted` }];
  },
);

const DENY: Rule = objectRule(
  'network-denied-by-default',
  'Every namespace that the lab makes denies traffic unless a policy allows it',
  ({ kind }) => kind === 'Namespace',
  ({ metadata }, all) =>
    all.some((other) => deniesAll(other, metadata.name))
      ? []
      : [{ field: 'metadata.name', problem: 'has no NetworkPolicy that denies ingress and egress of all pods' }],
);

function deniesAll(object: KubernetesObject, namespace: string): boolean {
  if (object.kind !== 'NetworkPolicy' || object.metadata.namespace !== namespace) return false;
  const spec = object['spec'] as { podSelector?: object; policyTypes?: readonly string[]; ingress?: object; egress?: object };
  const isForAll = spec.podSelector !== undefined && Object.keys(spec.podSelector).length === 0;
  const types = spec.policyTypes ?? [];
  return (
    isForAll &&
    ['Ingress', 'Egress'].every((type) => types.includes(type)) &&
    spec.ingress === undefined &&
    spec.egress === undefined
  );
}

export const SECURITY_RULES: readonly Rule[] = [
  CONTAINER_SECURITY,
  POD_SECURITY,
  TOKEN,
  IMAGE,
  SECRET_ENV,
  SECRET_OBJECT,
  NAMESPACE,
  DENY,
];
