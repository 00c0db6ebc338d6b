import { milliValue } from '../../../contract/quantity';
import { rejected, type Problem } from '../../problem';
import { PROBES, type Container, type Probe, type Resources } from '../types';
import { isDnsLabel, isPort, isPortName, isVariableName, repeated } from './names';

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;
const STANDARD_RESOURCE = /^(cpu|memory|ephemeral-storage|storage|hugepages-.+)$/;

/** Follows validateContainers of pkg/apis/core/validation/validation.go, v1.34, as far as people write these fields. */
export function containerProblems(path: string, container: Container, volumes: ReadonlySet<string>): Problem[] {
  const { name, image = '', ports = [], env = [] } = container;
  const mounts = (container['volumeMounts'] as readonly { name: string }[] | undefined) ?? [];
  const at = (field: string, index: number, key: string): string => `${path}.${field}[${index}].${key}`;
  return [
    ...(name === '' ? [rejected(`${path}.name`, 'is required')] : []),
    ...(name !== '' && !isDnsLabel(name) ? [rejected(`${path}.name`, `is "${name}"; must be a DNS label`)] : []),
    ...(image === '' ? [rejected(`${path}.image`, 'is required')] : []),
    ...ports.flatMap((port, index) => [
      ...(isPort(port.containerPort) ? [] : [rejected(at('ports', index, 'containerPort'), 'must be between 1 and 65535')]),
      ...(port.name === undefined || port.name === '' || isPortName(port.name)
        ? []
        : [rejected(at('ports', index, 'name'), `is "${port.name}"; must be at most 15 lower case letters, digits and -`)]),
      ...(['TCP', 'UDP', 'SCTP'].includes(port.protocol ?? 'TCP')
        ? []
        : [rejected(at('ports', index, 'protocol'), 'must be TCP, UDP or SCTP')]),
    ]),
    ...repeated(ports.map((port) => (port.name === '' ? undefined : port.name))).map((index) =>
      rejected(at('ports', index, 'name'), 'is the name of another port'),
    ),
    ...env.flatMap((variable, index) =>
      isVariableName(variable.name) ? [] : [rejected(at('env', index, 'name'), 'is not a variable name')],
    ),
    ...mounts.flatMap((mount, index) =>
      volumes.has(mount.name) ? [] : [rejected(at('volumeMounts', index, 'name'), 'is not a volume of the pod')],
    ),
    ...resourceProblems(`${path}.resources`, container.resources ?? {}),
    ...PROBES.flatMap((field) => probeProblems(`${path}.${field}`, field, container[field])),
  ];
}

function resourceProblems(path: string, { requests = {}, limits = {} }: Resources): Problem[] {
  const milli = (amounts: Resources['requests'], resource: string): number | undefined =>
    amounts?.[resource] === undefined ? undefined : milliValue(amounts[resource]);
  const invalid = ([list, amounts]: readonly [string, NonNullable<Resources['requests']>]): Problem[] =>
    Object.keys(amounts).flatMap((resource) => [
      ...(STANDARD_RESOURCE.test(resource) || resource.includes('/')
        ? []
        : [rejected(`${path}.${list}[${resource}]`, 'is not a resource of containers')]),
      ...((milli(amounts, resource) ?? 0) < 0 ? [rejected(`${path}.${list}[${resource}]`, 'must not be negative')] : []),
    ]);
  const above = Object.keys(requests).flatMap((resource) => {
    const [request, limit] = [milli(requests, resource), milli(limits, resource)];
    // Devices and huge pages are not overcommitted.
    const isWhole = resource.includes('/') || resource.startsWith('hugepages-');
    if (request === undefined) return [];
    if (limit === undefined) return isWhole ? [rejected(`${path}.limits`, `must be set for ${resource}`)] : [];
    if (isWhole && request !== limit) return [rejected(`${path}.requests`, `must equal the ${resource} limit`)];
    return request > limit ? [rejected(`${path}.requests`, `must be less than or equal to ${resource} limit`)] : [];
  });
  return [...invalid(['limits', limits]), ...invalid(['requests', requests]), ...above];
}

const NOT_NEGATIVE = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

function probeProblems(path: string, field: (typeof PROBES)[number], probe: Probe | undefined): Problem[] {
  if (probe === undefined) return [];
  const handlers = HANDLERS.filter((handler) => probe[handler] !== undefined);
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
  const isWrongPort = typeof port === 'number' ? !isPort(port) : port !== undefined && !isPortName(port);
  return [
    ...(handlers.length === 0 ? [rejected(path, 'must say what it does: httpGet, tcpSocket, exec or grpc')] : []),
    ...handlers.slice(1).map((handler) => rejected(`${path}.${handler}`, 'may not be set together with another')),
    ...(isWrongPort ? [rejected(`${path}.${handlers[0] ?? ''}.port`, 'must be a port or the name of one')] : []),
    ...NOT_NEGATIVE.filter((key) => Number(probe[key] ?? 0) < 0).map((key) => rejected(`${path}.${key}`, 'must not be negative')),
    ...(field !== 'readinessProbe' && ![undefined, 0, 1].includes(probe.successThreshold)
      ? [rejected(`${path}.successThreshold`, 'must be 1')]
      : []),
  ];
}
