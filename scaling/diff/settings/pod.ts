import { formatResource } from '../../lint';
import { startupAllowanceSeconds, type Container, type Pod, type Probe, type Workload } from '../../manifests';
import { rolloutSettings } from './rollout';
import { maybe, setting, type Setting } from './setting';

/** What a workload says about its pods as far as it matters for scaling. */
export function workloadSettings(workload: Workload): Setting[] {
  const { replicas, deployment, pod } = workload;
  return [
    ...maybe('replicas', 'replicas', replicas),
    ...(deployment === undefined ? [] : rolloutSettings(deployment)),
    ...podSettings(pod),
  ];
}

export function podSettings(pod: Pod): Setting[] {
  const isOnly = pod.containers.length === 1 && pod.initContainers.length === 0;
  return [
    ...pod.containers.flatMap((container) => containerSettings(container, isOnly ? '' : ` of ${container.name}`)),
    ...pod.initContainers.flatMap((container) => resourceSettings(container, ` of ${container.name} (init)`)),
    ...maybe('startup', 'may take to start', startupAllowanceSeconds(pod), ' s'),
    setting('grace', 'may take to stop', pod.terminationGracePeriodSeconds, ' s'),
  ];
}

function containerSettings(container: Container, whose: string): Setting[] {
  const { name, readinessProbe, livenessProbe } = container;
  return [
    ...resourceSettings(container, whose),
    ...maybe(`container/${name}/readiness`, `readiness probe${whose}`, readinessProbe && probeWords(readinessProbe)),
    ...maybe(`container/${name}/liveness`, `liveness probe${whose}`, livenessProbe && probeWords(livenessProbe)),
  ];
}

function resourceSettings({ name, requestsMilli, limitsMilli }: Container, whose: string): Setting[] {
  const of = (kind: 'request' | 'limit', amounts: Container['requestsMilli']): Setting[] =>
    Object.entries(amounts).flatMap(([resource, milli]) => {
      const label = `${resource === 'cpu' ? 'CPU' : resource} ${kind}${whose}`;
      const amount = formatResource(resource, milli ?? 0).replace(/ CPU$/, '');
      return [setting(`container/${name}/${kind}.${resource}`, label, amount)];
    });
  return [...of('request', requestsMilli), ...of('limit', limitsMilli)];
}

function probeWords({ initialDelaySeconds, periodSeconds, failureThreshold }: Probe): string {
  const delay = initialDelaySeconds === 0 ? '' : `after ${initialDelaySeconds} s, `;
  return `${delay}every ${periodSeconds} s, ${failureThreshold} failures`;
}
