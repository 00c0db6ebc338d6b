import type { App, KubernetesObject } from '../../contract';
import { totalmem } from 'node:os';
import { checkTogether, containerPorts, runnablesOf, servicesOf } from '../apply-checks';
import { requireRoom } from '../room';
import { isRevision, requireSameRevision } from '../autoscaling/knative/revision';
import { titleOf, type Workload } from '../kubernetes/objects';
import type { Deployment } from '../kubernetes/workloads';
import { validate, type Validated } from '../kubernetes/validate';
import { requireFreePort } from '../machine/ports';
import { referenceOf } from '../workloads/running';
import type { MappedImage } from '../options';
import type { EngineParts } from './parts';

export interface ApplyContext {
  readonly apps: readonly App[];
  readonly images: Readonly<Record<string, MappedImage>>;
  /** A loopback address that no pod has, to try ports on. */
  readonly unusedAddress: string;
  /** Aborted when the engine stops. */
  readonly signal: AbortSignal;
}

/**
 * Checks all objects, then starts them: Deployments and StatefulSets at once, Jobs when they are run.
 * Throws a UserError that names object and field, or the port in use, and then starts none of them.
 *
 * @returns the objects, and those that KServe and Knative derive from them
 */
export async function applyObjects(
  objects: readonly KubernetesObject[],
  parts: EngineParts,
  { apps, images, unusedAddress, signal }: ApplyContext,
): Promise<readonly Validated[]> {
  const { autoscalers, inferenceServices, store, workloads, services, jobs } = parts;
  signal.throwIfAborted();
  const validated = autoscalers.complete(inferenceServices.expand(validate(objects)));
  requireRoom(validated, { apps, images }, { memoryBytes: totalmem() });
  checkTogether(validated, { apps, images }, (kind, namespace, name) => store.get(kind, namespace, name) !== undefined);
  const runnables = runnablesOf(validated);
  const known = (deployment: Deployment): Workload | undefined => workloads.find(referenceOf(deployment));
  for (const runnable of runnables) if (runnable.kind === 'Deployment') requireSameRevision(runnable, known(runnable));
  for (const service of servicesOf(validated)) services.checkUpdate(service);
  for (const runnable of runnables)
    for (const port of containerPorts(runnable)) await requireFreePort(titleOf(runnable), unusedAddress, port);
  for (const service of servicesOf(validated)) await services.add(service);
  await autoscalers.open(validated);
  signal.throwIfAborted();
  for (const object of validated) store.put(object);
  for (const runnable of runnables) {
    if (runnable.kind === 'Job') jobs.add(runnable);
    else if (!isRevision(runnable) || workloads.find(referenceOf(runnable)) === undefined) workloads.apply(runnable);
  }
  autoscalers.apply(validated);
  return validated;
}
