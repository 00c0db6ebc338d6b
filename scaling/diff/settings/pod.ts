import type { Quantity } from '../../../contract/quantity';
import { formatResource } from '../../lint';
import {
  startupAllowanceSeconds,
  TERMINATION_GRACE_PERIOD_SECONDS,
  type Container,
  type Pod,
  type Probe,
  type Workload,
} from '../../manifests';
import { rolloutSettings } from './rollout';
import { filledIn, maybe, setting, spoken, type Setting } from './setting';

/** What a workload says about its pods as far as it matters for scaling. */
export function workloadSettings(workload: Workload): Setting[] {
  const { replicas, deployment, templateOf, pod } = workload;
  return [
    ...maybe('replicas', 'replicas', replicas),
    ...(deployment === undefined ? [] : rolloutSettings(deployment)),
    ...Object.entries(workload.rolloutStrategy).map(([field, value]) => setting(`strategy/${field}`, field, value)),
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
    ...maybe('startup', 'time allowed to start', startupAllowanceSeconds(pod), ' s'),
    ...graceSettings(pod),
  ];
}

function graceSettings({ terminationGracePeriodSeconds: seconds }: Pod): Setting[] {
  const settings = [setting('grace', 'time allowed to stop', seconds, ' s')];
  return seconds === TERMINATION_GRACE_PERIOD_SECONDS ? filledIn(settings) : settings;
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

/** Of a container, or of a pod as a whole. */
type Stated = Pick<Container, 'name' | 'requestsMilli' | 'limitsMilli' | 'written'>;

/** In the words of the file: a reviewer looks for `1500Mi` there. `0.5` and `500m` are the same. */
function resourceSettings(container: Stated, whose: string): Setting[] {
  const { name, requestsMilli, limitsMilli } = container;
  const of = (kind: 'request' | 'limit', amounts: Container['requestsMilli']): Setting[] =>
    Object.entries(amounts).map(([resource, milli = 0]) => {
      const label = `${spoken(resource)} ${kind}${whose}`;
      const amount = writtenAmount(container, `${kind}s`, resource) ?? filledAmount(resource, milli);
      return { ...setting(`container/${name}/${kind}.${resource}`, label, amount), meanings: [String(milli)] };
    });
  return [...of('request', requestsMilli), ...of('limit', limitsMilli)];
}

function filledAmount(resource: string, milli: number): string {
  return resource === 'cpu' && milli < 1000 ? `${milli}m` : formatResource(resource, milli).replace(/ CPU$/, '');
}

/** A request that is not written is its limit's, unless something else fills it in. */
function writtenAmount(
  container: Pick<Stated, 'requestsMilli' | 'limitsMilli' | 'written'>,
  kind: 'requests' | 'limits',
  resource: string,
): Quantity | undefined {
  const { requests, limits } = container.written;
  const isTheLimits = container.requestsMilli[resource] === container.limitsMilli[resource];
  return (
    (kind === 'requests' ? requests[resource] : undefined) ?? (kind === 'limits' || isTheLimits ? limits[resource] : undefined)
  );
}

function probeWords({ initialDelaySeconds, periodSeconds, failureThreshold }: Probe): string {
  const delay = initialDelaySeconds === 0 ? '' : `after ${initialDelaySeconds} s, `;
  return `${delay}every ${periodSeconds} s, ${failureThreshold} failures`;
}
