import { type ApiObject, at, listAt, textAt } from './fields';

const UNKNOWN = '<unknown>';
const MOST_SHOWN = 2;

interface Source {
  readonly key: string;
  /** In front of the numbers: `cpu: `. */
  readonly prefix: (spec: unknown) => string;
  /** After numbers that are averages over the pods. */
  readonly averageSuffix: string;
}

const SOURCES: Readonly<Record<string, Source>> = {
  Resource: { key: 'resource', prefix: (spec) => `${textAt(spec, 'name')}: `, averageSuffix: '' },
  ContainerResource: { key: 'containerResource', prefix: (spec) => `${textAt(spec, 'name')}: `, averageSuffix: '' },
  Pods: { key: 'pods', prefix: () => '', averageSuffix: '' },
  Object: { key: 'object', prefix: () => '', averageSuffix: ' (avg)' },
  External: { key: 'external', prefix: () => '', averageSuffix: ' (avg)' },
};

function metricText(spec: unknown, status: unknown): string {
  const source = SOURCES[textAt(spec, 'type')];
  if (source === undefined) return '<unknown type>';
  const wanted = at(spec, source.key);
  const current = at(status, `${source.key}.current`);
  const prefix = source.prefix(wanted);
  if (at(wanted, 'target.averageUtilization') !== undefined) {
    const percent = textAt(current, 'averageUtilization');
    return `${prefix}${percent === '' ? UNKNOWN : `${percent}%`}/${textAt(wanted, 'target.averageUtilization')}%`;
  }
  if (at(wanted, 'target.averageValue') !== undefined)
    return `${prefix}${textAt(current, 'averageValue', UNKNOWN)}/${textAt(wanted, 'target.averageValue')}${source.averageSuffix}`;
  return `${prefix}${textAt(current, 'value', UNKNOWN)}/${textAt(wanted, 'target.value')}`;
}

/** The TARGETS column. Follows Kubernetes v1.34, pkg/printers/internalversion/printers.go, formatHPAMetrics. */
export function hpaTargets(hpa: ApiObject): string {
  const specs = listAt(hpa, 'spec.metrics');
  if (specs.length === 0) return '<none>';
  const statuses = listAt(hpa, 'status.currentMetrics');
  const texts = specs.map((spec, index) => metricText(spec, statuses[index]));
  const more = texts.length - MOST_SHOWN;
  return `${texts.slice(0, MOST_SHOWN).join(', ')}${more > 0 ? ` + ${more} more...` : ''}`;
}
