import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { HpaSettings } from '../../contract';
import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from '../../scaling/hpa';
import { labelsOf, type Component } from '../pod/labels';
import { fromSettings } from '../setting';

/** What every autoscaler of a Deployment needs. */
export interface AutoscalerProps<Settings> {
  /** Name of the Deployment, and of the autoscaler. */
  readonly name: string;
  readonly component: Component;
  /** As in lab.yaml, with the upstream field names. */
  readonly settings: Settings;
}

/** A HorizontalPodAutoscaler v2, as lab.yaml has it. */
export class HorizontalAutoscaler extends Construct {
  public constructor(scope: Construct, id: string, { name, component, settings }: AutoscalerProps<HpaSettings>) {
    super(scope, id);
    const hpa = new ApiObject(this, 'hpa', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, labels: labelsOf(name, component) },
      spec: { scaleTargetRef: deploymentRef(name), ...settings, ...bothDirections(settings) },
    });
    fromSettings(hpa, { spec: '' });
  }
}

export function deploymentRef(name: string): { readonly apiVersion: string; readonly kind: string; readonly name: string } {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name };
}

/** Both directions or neither: with only one written, nobody sees that the API sets the other to its own defaults. */
export function bothDirections({ behavior }: Pick<HpaSettings, 'behavior'>): { readonly behavior?: object } {
  if (behavior === undefined) return {};
  return { behavior: { scaleUp: behavior.scaleUp ?? DEFAULT_SCALE_UP, scaleDown: behavior.scaleDown ?? DEFAULT_SCALE_DOWN } };
}
