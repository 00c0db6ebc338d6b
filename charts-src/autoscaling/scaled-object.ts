import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { KedaSettings } from '../../contract';
import { labelsOf } from '../pod/labels';
import { problemText } from '../problem';
import type { AutoscalerProps } from './hpa';
import { bothDirections } from './hpa-behavior';
import { kedaProblems } from './keda-problems';
import { renderedContainer } from './scale-target';

export interface ScaledObjectProps extends AutoscalerProps<KedaSettings> {
  /**
   * `host:port` for redis triggers that name no server. KEDA resolves it from its own namespace, so it is a full name.
   * @default - every redis trigger names its server
   */
  readonly redisAddress?: string;
}

/** A KEDA ScaledObject that the operator accepts whole and reads as it is written. */
export class ScaledObject extends Construct {
  public constructor(scope: Construct, id: string, props: ScaledObjectProps) {
    super(scope, id);
    const { name } = props;
    const settings = withRedisAddress(props.settings, props.redisAddress);
    new ApiObject(this, 'scaled-object', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name, labels: labelsOf(name, props.component) },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, ...withBothDirections(settings) },
    });
    this.node.addValidation({
      validate: () => kedaProblems(settings, [renderedContainer(props.container)], props.kubernetesMinor).map(problemText),
    });
  }
}

/** Keys by which a redis trigger names its server. */
const SERVER_KEYS = ['address', 'addresses', 'host', 'hosts'].flatMap((key) => [key, `${key}FromEnv`]);

function withRedisAddress(settings: KedaSettings, address: string | undefined): KedaSettings {
  if (address === undefined) return settings;
  const triggers = settings.triggers.map((trigger) =>
    !['redis', 'redis-streams'].includes(trigger.type) || SERVER_KEYS.some((key) => key in trigger.metadata)
      ? trigger
      : { ...trigger, metadata: { address, ...trigger.metadata } },
  );
  return { ...settings, triggers };
}

function withBothDirections(settings: KedaSettings): KedaSettings {
  const behavior = bothDirections(settings.advanced?.horizontalPodAutoscalerConfig?.behavior);
  return behavior === undefined
    ? settings
    : { ...settings, advanced: { ...settings.advanced, horizontalPodAutoscalerConfig: { behavior } } };
}
