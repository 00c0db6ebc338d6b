import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { HpaSettings } from '../../contract';
import { labelsOf, type Component } from '../pod/labels';
import { k8s } from '../pod/plus';
import { problemText } from '../problem';
import { bothDirections } from './hpa-behavior';
import { hpaProblems } from './hpa-problems';
import { renderedContainer } from './scale-target';

/** What every autoscaler of a Deployment is told. */
export interface AutoscalerProps<Settings> {
  /** Name of the Deployment, and of the autoscaler. */
  readonly name: string;
  readonly component: Component;
  /** As in lab.yaml, with the upstream field names. */
  readonly settings: Settings;
  /** The container of the pods it scales. */
  readonly container: k8s.Container;
  /** 34 for Kubernetes 1.34; decides which fields the API keeps. */
  readonly kubernetesMinor: number;
}

/** A HorizontalPodAutoscaler v2 that the API accepts whole and the controller reads as it is written. */
export class HorizontalAutoscaler extends Construct {
  public constructor(scope: Construct, id: string, props: AutoscalerProps<HpaSettings>) {
    super(scope, id);
    const { name, settings } = props;
    const behavior = bothDirections(settings.behavior);
    new ApiObject(this, 'hpa', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, labels: labelsOf(name, props.component) },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        ...settings,
        ...(behavior === undefined ? {} : { behavior }),
      },
    });
    this.node.addValidation({
      validate: () => hpaProblems(settings, [renderedContainer(props.container)], props.kubernetesMinor).map(problemText),
    });
  }
}
