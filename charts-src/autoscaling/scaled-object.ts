import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { KedaSettings } from '../../contract';
import { labelsOf } from '../pod/labels';
import { fromSettings } from '../setting';
import { bothDirections, deploymentRef, type AutoscalerProps } from './hpa';

/** A Redis, as a trigger reads it. */
export interface ReadRedis {
  /** `host:port`. KEDA resolves it from its own namespace, so it is a full name. */
  readonly address: string;
  readonly account: string;
  /** Where the password of the account is. */
  readonly password: { readonly name: string; readonly key: string };
}

export interface ScaledObjectProps extends AutoscalerProps<KedaSettings> {
  /**
   * For redis triggers that name no server.
   * @default - every redis trigger names its server
   */
  readonly redis?: ReadRedis | undefined;
}

/** A ScaledObject of KEDA, as lab.yaml has it. */
export class ScaledObject extends Construct {
  public constructor(scope: Construct, id: string, { name, component, settings, redis }: ScaledObjectProps) {
    super(scope, id);
    const { triggers, advanced, ...others } = settings;
    const hpa = bothDirections(advanced?.horizontalPodAutoscalerConfig ?? {});
    const signIn = { name: `${name}-redis` };
    const read = triggers.map((trigger) => signedIn(trigger, redis, signIn));
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
        triggers: read,
      },
    });
    fromSettings(scaledObject, { spec: '' });
    if (redis === undefined || !read.some(({ authenticationRef }) => authenticationRef === signIn)) return;
    const authentication = new ApiObject(this, 'sign-in', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata: { ...signIn, labels: labelsOf(name, component) },
      spec: { secretTargetRef: [{ parameter: 'password', ...redis.password }] },
    });
    scaledObject.addDependency(authentication);
  }
}

/** Keys by which a redis trigger names its server. */
const SERVER_KEYS = ['address', 'addresses', 'host', 'hosts'].flatMap((key) => [key, `${key}FromEnv`]);

/** Keys by which a redis trigger says who it is there. */
const SIGN_IN_KEYS = ['username', 'password'].flatMap((key) => [key, `${key}FromEnv`]);

type Trigger = KedaSettings['triggers'][number];

interface SignedInTrigger extends Trigger {
  readonly authenticationRef?: { readonly name: string };
}

/** Whether it asks the lab's Redis, and does not say itself who it is there. */
function isOfLab({ type, metadata }: Trigger, address: string): boolean {
  if (!['redis', 'redis-streams'].includes(type) || SIGN_IN_KEYS.some((key) => key in metadata)) return false;
  const named = SERVER_KEYS.filter((key) => key in metadata);
  return named.length === 0 || (named.length === 1 && metadata['address'] === address);
}

/** A trigger that asks the lab's Redis, under the account that is there for it; any other as it is. */
function signedIn(trigger: Trigger, redis: ReadRedis | undefined, authenticationRef: { readonly name: string }): SignedInTrigger {
  if (redis === undefined || !isOfLab(trigger, redis.address)) return trigger;
  const { address, account: username } = redis;
  return { ...trigger, metadata: { address, username, ...trigger.metadata }, authenticationRef };
}
