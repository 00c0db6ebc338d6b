import type { ScaledObject } from '../keda';
import { admit } from '../kserve/admission/admit';
import { scaledObjectOf } from '../kserve/children/scaled-object';
import { DEFAULT_KSERVE_SETTINGS } from '../kserve/settings';
import { readScaledObject } from './keda';
import type { InferenceComponent, InferenceService } from './kserve';

/**
 * The ScaledObject that KServe makes of a component.
 *
 * @returns undefined when something else scales it, or when admission refuses the InferenceService
 */
export function madeScaledObject(
  { mode, autoscalerClass, isStopped, body, appliedWith, namespace, file, line, lineOf }: InferenceService,
  { role, deploymentName }: InferenceComponent,
): ScaledObject | undefined {
  if (mode !== 'Standard' || autoscalerClass !== 'keda' || isStopped) return undefined;
  const admission = admit(body, undefined, DEFAULT_KSERVE_SETTINGS);
  const component = admission.accepted ? admission.object.spec[role] : undefined;
  if (component === undefined) return undefined;
  const metadata = { name: deploymentName, ...(namespace === undefined ? {} : { namespace }) };
  const { apiVersion, kind, ...made } = scaledObjectOf(metadata, component, DEFAULT_KSERVE_SETTINGS);
  return readScaledObject({ file, line, lineOf, apiVersion, kind, body: made, placeholders: [], appliedWith, path: file })
    .scaledObject;
}
