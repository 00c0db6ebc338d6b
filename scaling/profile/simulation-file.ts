import type { SideModel } from '../diff/simulated';
import type { Autoscaler } from '../simulate';

/** A model as `lab simulate --config` takes it. `config-autoscaler` has no place there; what a manifest leaves out is left out. */
export function simulationFile({ workload, autoscaler }: SideModel): object {
  return withoutUndefined({ workload, autoscaler: written(autoscaler) });
}

function written(autoscaler: Autoscaler): object {
  switch (autoscaler.kind) {
    case 'fixed':
      return autoscaler;
    // The simulated workload is the only target there is.
    case 'hpa':
      return { kind: 'hpa', spec: { ...autoscaler.spec, scaleTargetRef: undefined } };
    case 'kpa': {
      const { annotations, containerConcurrency } = autoscaler;
      const scaling = Object.entries(annotations).filter(([key]) => key.startsWith('autoscaling.knative.dev/'));
      return { kind: 'kpa', annotations: Object.fromEntries(scaling), containerConcurrency };
    }
    case 'keda':
      return { kind: 'keda', spec: { ...autoscaler.scaledObject.spec, scaleTargetRef: undefined }, signals: autoscaler.signals };
  }
}

function withoutUndefined(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
