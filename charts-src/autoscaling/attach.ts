import type { Construct } from 'constructs';
import { underSetting } from '../lab-path';
import type { ScalableProps } from './replicas';
import { HorizontalAutoscaler, type AutoscalerProps } from './hpa';
import { ScaledObject } from './scaled-object';

/**
 * Makes the autoscaler of a Deployment that lab.yaml asks for, HPA or ScaledObject, below the construct that holds the Deployment.
 *
 * @param redisAddress `host:port` for redis triggers that name no server
 */
export function attachAutoscalers(
  scope: Construct,
  target: Omit<AutoscalerProps<unknown>, 'settings'>,
  { hpa, keda }: NonNullable<ScalableProps['autoscaling']> = {},
  redisAddress?: string,
): void {
  if (hpa !== undefined) underSetting(new HorizontalAutoscaler(scope, 'hpa', { ...target, settings: hpa }), 'autoscaling.hpa');
  if (keda !== undefined)
    underSetting(
      new ScaledObject(scope, 'keda', { ...target, settings: keda, ...(redisAddress === undefined ? {} : { redisAddress }) }),
      'autoscaling.keda',
    );
}
