import { besideCanaries, canariesOf } from '../children/canary';
import { childMetadata } from '../children/metadata';
import { ANNOTATION } from '../constants';
import type { KserveSettings } from '../settings';
import type { Child, InferenceService } from '../types';
import { reconcileComponent } from './component';
import { Failed, type ReconcileFailure } from './failure';
import { MadeChildren } from './made';

export interface Reconciled {
  /** All objects of the InferenceService that exist afterwards. */
  readonly children: readonly Child[];
  readonly failure: ReconcileFailure | undefined;
}

/**
 * What the controller of KServe v0.20.0 has created for an InferenceService in Standard mode once nothing changes any more.
 * Follows pkg/controller/v1beta1/inferenceservice: components/*.go, reconcilers/raw/raw_kube_reconciler.go and what it calls.
 *
 * @param service as admission gave it
 * @param existing its children so far: a Service keeps its old labels and annotations as long as its ports are the same, an HPA stays
 *   when the class changes to keda
 */
export function reconcile(service: InferenceService, existing: readonly Child[], settings: KserveSettings): Reconciled {
  const world = new MadeChildren(existing);
  const mode = service.metadata.annotations?.[ANNOTATION.mode] ?? settings.defaultDeploymentMode;
  if (ELSEWHERE.includes(mode)) return { children: world.all(), failure: elsewhere(mode) };
  try {
    reconcilePredictor(service, world, settings);
    for (const role of ['transformer', 'explainer'] as const) {
      const component = service.spec[role];
      if (component !== undefined) reconcileComponent({ service, role, component, extensions: component }, world, settings);
    }
    return { children: world.all(), failure: undefined };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return { children: world.all(), failure: error.failure };
  }
}

/** Modes in which others make the pods: see `reconcileKnative` for the first. */
const ELSEWHERE = ['Knative', 'ModelMesh'];

/** inferenceservice/controller.go: an installation without Knative does nothing, and no condition says why. */
function elsewhere(mode: string): ReconcileFailure {
  return {
    role: 'predictor',
    message: `the deployment mode is ${mode}, which is not available`,
    refused: undefined,
    isInStatus: false,
  };
}

function reconcilePredictor(service: InferenceService, world: MadeChildren, settings: KserveSettings): void {
  const { predictor } = service.spec;
  reconcileComponent({ service, role: 'predictor', component: predictor, extensions: besideCanaries(service) }, world, settings);
  const kept = [childMetadata(service, 'predictor', predictor).name];
  for (const canary of canariesOf(service)) {
    const { predictor: component, extensions } = canary;
    reconcileComponent({ service, role: 'predictor', component, extensions }, world, settings);
    kept.push(childMetadata(service, 'predictor', canary.predictor).name);
  }
  world.keepPredictors(kept);
}
