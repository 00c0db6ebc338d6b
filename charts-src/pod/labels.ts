/** `app.kubernetes.io/name`: what every selector of the lab selects on. */
export const NAME_LABEL = 'app.kubernetes.io/name';
export const COMPONENT_LABEL = 'app.kubernetes.io/component';
/** Set to `true` on the pods of benchmark Jobs; network policies let them reach the services. */
export const BENCHMARK_LABEL = 'ml-scaling-lab/benchmark';
export const PART_OF = 'ml-scaling-lab';

export type Component = 'model-server' | 'queue' | 'broker' | 'benchmark' | 'page' | 'platform';

export function labelsOf(name: string, component: Component): Record<string, string> {
  return { [NAME_LABEL]: name, 'app.kubernetes.io/part-of': PART_OF, [COMPONENT_LABEL]: component };
}

export function selectorOf(name: string): Record<string, string> {
  return { [NAME_LABEL]: name };
}
