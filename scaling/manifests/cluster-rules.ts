import { type Quantity, milliValue } from '../../contract/quantity';
import type { RawObject } from './documents';
import { readManifest, type Manifest } from './manifest';
import type { ResourcesMilli } from './pod';
import { readSelector, type LabelSelector } from './selector';

export interface DisruptionBudget extends Manifest {
  /** undefined: it takes no pod. */
  readonly selector: LabelSelector | undefined;
  /** A count or a percentage of pods, e.g. `50%`. */
  readonly minAvailable: number | string | undefined;
  readonly maxUnavailable: number | string | undefined;
}

export interface ResourceQuota extends Manifest {
  readonly hard: Readonly<Record<string, Quantity>>;
  /** The same in thousandths, by resource name: `pods`, `requests.cpu`, `limits.memory`, … */
  readonly hardMilli: ResourcesMilli;
  /** A quota with scopes counts only some pods. */
  readonly isScoped: boolean;
}

export function readDisruptionBudget(raw: RawObject): DisruptionBudget {
  return readManifest(raw, (fields) => {
    const spec = fields.below('spec');
    const selector = spec?.below('selector');
    return {
      selector: selector && readSelector(selector),
      minAvailable: spec?.integerOrText('minAvailable'),
      maxUnavailable: spec?.integerOrText('maxUnavailable'),
    };
  });
}

export function readQuota(raw: RawObject): ResourceQuota {
  return readManifest(raw, (fields) => {
    const spec = fields.below('spec');
    const hard = spec?.amountMap('hard') ?? {};
    const hardMilli = Object.fromEntries(Object.entries(hard).map(([name, quantity]) => [name, milliValue(quantity)]));
    return { hard, hardMilli, isScoped: spec?.has('scopes') === true || spec?.has('scopeSelector') === true };
  });
}
