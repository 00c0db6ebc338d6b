import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { KedaSettings } from '../../contract';
import { labelsOf } from '../pod/labels';
import { fromSettings } from '../setting';
import { bothDirections, deploymentRef, type AutoscalerProps } from './hpa';

export interface ScaledObjectProps extends AutoscalerProps<KedaSettings> {
  /**
   * `host:port` for redis triggers that name no server. KEDA resolves it from its own namespace, so it is a full name.
   * @default - every redis trigger names its server
   */
  readonly redisAddress?: string | undefined;
}

/** A ScaledObject of KEDA, as lab.yaml has it. */
export class ScaledObject extends Construct {
  public constructor(scope: Construct, id: string, { name, component, settings, redisAddress }: ScaledObjectProps) {
    super(scope, id);
    const { triggers, advanced, ...others } = settings;
    const hpa = bothDirections(advanced?.horizontalPodAutoscalerConfig ?? {});
    const scaledObject = new ApiObject(this, 'scaled-object', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name, labels: labelsOf(name, component) },
      spec: {
        scaleTargetRef: deploymentRef(name),
        ...others,
        ...(advanced === undefined
          ? {}
          : { advanced: { ...advanced, ...('behavior' in hpa ? { horizontalPodAutoscalerConfig: hpa } : {}) } }),
        triggers: triggers.map((trigger) => withServer(trigger, redisAddress)),
      },
    });
    fromSettings(scaledObject, { spec: '' });
  }
}

/** Keys by which a redis trigger names its server. */
const SERVER_KEYS = ['address', 'addresses', 'host', 'hosts'].flatMap((key) => [key, `${key}FromEnv`]);

type Trigger = KedaSettings['triggers'][number];

function withServer(trigger: Trigger, address: string | undefined): Trigger {
  const namesServer = SERVER_KEYS.some((key) => key in trigger.metadata);
  if (address === undefined || namesServer || !['redis', 'redis-streams'].includes(trigger.type)) return trigger;
  return { ...trigger, metadata: { address, ...trigger.metadata } };
}
