import { formatResource } from '../../lint';
import { startupAllowanceSeconds, type Container, type Pod, type Probe, type Workload } from '../../manifests';
import { rolloutSettings } from './rollout';
import { maybe, setting, spoken, type Setting } from './setting';

/** What a workload says about its pods as far as it matters for scaling. */
export function workloadSettings(workload: Workload): Setting[] {
  const { replicas, deployment, templateOf, pod } = workload;
  return [
    ...maybe('replicas', 'replicas', replicas),
    ...(deployment === undefined ? [] : rolloutSettings(deployment)),
    // What is in the pods is told of the object that has the template.
    ...(templateOf === undefined
      ? podSettings(pod)
      : [
          setting('template', 'pods as in', `${templateOf.kind} ${templateOf.name}`),
          setting('scaleDown', `takes the pods of ${templateOf.kind} ${templateOf.name} away`, templateOf.scaleDown ?? 'never'),
        ]),
  ];
}

export function podSettings(pod: Pod): Setting[] {
  const isOnly = pod.containers.length === 1 && pod.initContainers.length === 0;
  return [
    ...pod.containers.flatMap((container) => containerSettings(container, isOnly ? '' : ` of ${container.name}`)),
    ...pod.initContainers.flatMap((container) => resourceSettings(container, ` of ${container.name} (init)`)),
    ...resourceSettings({ name: 'pod-level', ...pod.podLevel }, ' of the pod'),
    ...maybe('startup', 'may take to start', startupAllowanceSeconds(pod), ' s'),
    setting('grace', 'may take to stop', pod.terminationGracePeriodSeconds, ' s'),
  ];
}

function containerSettings(container: Container, whose: string): Setting[] {
  const { name, readinessProbe, livenessProbe, restartsOnResize } = container;
  const resized = restartsOnResize.length === 0 ? undefined : restartsOnResize.join(', ');
  return [
    ...resourceSettings(container, whose),
    ...maybe(`container/${name}/resize`, `restarts when resized${whose}`, resized),
    ...maybe(`container/${name}/readiness`, `readiness probe${whose}`, readinessProbe && probeWords(readinessProbe)),
    ...maybe(`container/${name}/liveness`, `liveness probe${whose}`, livenessProbe && probeWords(livenessProbe)),
  ];
}

function resourceSettings(
  { name, requestsMilli, limitsMilli }: Pick<Container, 'name' | 'requestsMilli' | 'limitsMilli'>,
  whose: string,
): Setting[] {
  const of = (kind: 'request' | 'limit', amounts: Container['requestsMilli']): Setting[] =>
    Object.entries(amounts).flatMap(([resource, milli]) => {
      const label = `${spoken(resource)} ${kind}${whose}`;
      const amount = formatResource(resource, milli ?? 0).replace(/ CPU$/, '');
      return [setting(`container/${name}/${kind}.${resource}`, label, amount)];
    });
  return [...of('request', requestsMilli), ...of('limit', limitsMilli)];
}

function probeWords({ initialDelaySeconds, periodSeconds, failureThreshold }: Probe): string {
  const delay = initialDelaySeconds === 0 ? '' : `after ${initialDelaySeconds} s, `;
  return `${delay}every ${periodSeconds} s, ${failureThreshold} failures`;
}
