import { isFraction, METRICS, type MetricInfo } from '../../contract';
import { plain } from '../../contract';

/** The format that a number needs beyond plain digits. */
type NumberKind = 'ms' | 'percent' | 'bytes' | 'usd' | 'number';

export interface MetricDescription {
  readonly title: string;
  /** False for a name that contract/metrics.ts does not know: the title is then the raw name. */
  readonly isKnown: boolean;
  readonly kind: NumberKind;
  /** From the stored number to the shown one: 100 for fractions, 1 / 2^20 for bytes. */
  readonly scale: number;
  readonly shownUnit: string;
  readonly digits: number;
  readonly better: MetricInfo['better'];
  /** How the number is made; empty when unknown. */
  readonly made: string;
}

/** Names end in their unit, which is used for names that contract/metrics.ts does not list (rows, variants). */
const SUFFIXES: readonly (readonly [RegExp, Pick<MetricInfo, 'unit' | 'digits'>])[] = [
  [/Ms$/, { unit: 'ms', digits: 1 }],
  [/Seconds$/, { unit: 's', digits: 1 }],
  [/Bytes$/, { unit: 'B', digits: 0 }],
  [/Usd$/, { unit: 'USD', digits: 5 }],
  [/Rps$/, { unit: 'req/s', digits: 1 }],
  [/(Rate|Share|Fraction)$/, { unit: '%', digits: 2 }],
  [/Cores$/, { unit: 'cores', digits: 2 }],
];

/** Title, unit and meaning of a metric, from contract/metrics.ts or from the unit in its name. */
export function describeMetric(name: string): MetricDescription {
  const info = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
  if (info !== undefined) return described(info, true);
  const suffix = SUFFIXES.find(([pattern]) => pattern.test(name))?.[1];
  return described({ title: plain(name), unit: '', digits: 2, better: 'neither', made: '', ...suffix }, false);
}

function described(info: MetricInfo, isKnown: boolean): MetricDescription {
  return { ...shownAs(info), title: info.title, isKnown, digits: info.digits, better: info.better, made: info.made };
}

function shownAs(info: MetricInfo): Pick<MetricDescription, 'kind' | 'scale' | 'shownUnit'> {
  if (isFraction(info)) return { kind: 'percent', scale: 100, shownUnit: info.unit };
  switch (info.unit) {
    case 'B':
      return { kind: 'bytes', scale: 2 ** -20, shownUnit: 'MiB' };
    case 'USD':
      return { kind: 'usd', scale: 1, shownUnit: '' };
    case 'ms':
      return { kind: 'ms', scale: 1, shownUnit: 'ms' };
    default:
      return { kind: 'number', scale: 1, shownUnit: info.unit };
  }
}

/** Metrics of a result in the order of contract/metrics.ts, unknown names after them in their own order. */
export function orderedMetrics(names: readonly string[]): string[] {
  const order = new Map(Object.keys(METRICS).map((name, index) => [name, index]));
  return [...names].sort((one, other) => (order.get(one) ?? order.size) - (order.get(other) ?? order.size));
}
