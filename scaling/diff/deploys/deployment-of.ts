import type { CountedPods, Manifest, ScaledPods } from '../../manifests';
import { firstRejection } from '../../problem';
import { validateDeployment, type DeploymentSpec } from '../../rollout';

/** Pods that a Deployment makes. */
export type OfDeployment = ScaledPods & { readonly maker: Manifest & { readonly deployment: DeploymentSpec } };

/** Whether a Deployment whose template is known makes them, and rolls as the API server would let it: lint names what it refuses. */
export function isOfDeployment(pods: CountedPods): pods is OfDeployment {
  const { maker, pod } = pods;
  if (pod === undefined || !('deployment' in maker) || maker.deployment === undefined) return false;
  return firstRejection(validateDeployment(maker.deployment as DeploymentSpec)) === undefined;
}
