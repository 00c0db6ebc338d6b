import { rejected, type Problem } from '../../problem';
import { labelProblems } from '../admission/metadata';
import type { Child } from '../types';
import { isDns1035Label, isDnsLabel, isPort, repeated } from './names';

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: string;
}

/** What the API server refuses in a Service that KServe makes. Follows pkg/apis/core/validation/validation.go, ValidateService, v1.34. */
export function serviceProblems({ metadata, spec }: Child): Problem[] {
  const ports = spec['ports'] as readonly ServicePort[];
  const at = (index: number, field: string): string => `spec.ports[${index}].${field}`;
  return [
    ...(isDns1035Label(metadata.name)
      ? []
      : [rejected('metadata.name', 'must be a DNS label that starts with a letter, at most 63 characters')]),
    ...labelProblems('metadata.labels', metadata.labels ?? {}),
    ...labelProblems('spec.selector', spec['selector'] as Readonly<Record<string, string>>),
    ...ports.flatMap(({ name, port, targetPort }, index) => [
      ...(name === undefined && ports.length > 1
        ? [rejected(at(index, 'name'), 'is required when there are several ports')]
        : []),
      ...(name !== undefined && !isDnsLabel(name) ? [rejected(at(index, 'name'), `is "${name}"; must be a DNS label`)] : []),
      ...(isPort(port) ? [] : [rejected(at(index, 'port'), `is ${port}; must be between 1 and 65535`)]),
      ...(isPort(targetPort) ? [] : [rejected(at(index, 'targetPort'), `is ${targetPort}; must be between 1 and 65535`)]),
    ]),
    ...repeated(ports.map(({ name }) => name)).map((index) => rejected(at(index, 'name'), 'is there twice')),
    ...repeated(ports.map(({ port, protocol }) => `${port}/${protocol}`)).map((index) =>
      rejected(`spec.ports[${index}]`, 'has the port and protocol of another one'),
    ),
  ];
}
