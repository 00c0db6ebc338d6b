import { parseAutoscalerConfig, type ParsedAutoscalerConfig } from '../../../scaling/kpa';
import type { ConfigMap } from '../../kubernetes/config';
import { namespaceOf } from '../../kubernetes/objects';
import type { Validated } from '../../kubernetes/validate';

const NAME = 'config-autoscaler';
const NAMESPACE = 'knative-serving';

/** The ConfigMap that sets Knative's autoscaler for the whole cluster. */
export function isAutoscalerConfig({ source }: Validated): boolean {
  return source.kind === 'ConfigMap' && source.metadata.name === NAME && namespaceOf(source) === NAMESPACE;
}

/** Its settings over Knative's defaults; only the defaults when it is not among the objects. */
export function autoscalerConfigIn(objects: readonly Validated[]): ParsedAutoscalerConfig {
  const map = objects.filter(isAutoscalerConfig).at(-1)?.parsed as ConfigMap | undefined;
  return parseAutoscalerConfig(map?.data ?? {});
}
