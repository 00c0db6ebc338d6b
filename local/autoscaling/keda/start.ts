import type { ScaledObjectManifest } from '../../kubernetes/autoscalers';
import { namespaceOf } from '../../kubernetes/objects';
import type { NamedService } from '../../rewrite/names';
import type { ControllerContext } from '../controller';
import type { Lookup } from '../lookup';
import { KedaController } from './keda-controller';
import { environmentFor, readersOf, scaledObjectOf, triggerContext } from './scaled-object';

/** Starts the loop of a ScaledObject and the HPA that belongs to it. */
export function startKeda(
  manifest: ScaledObjectManifest,
  context: ControllerContext,
  lookup: Lookup,
  services: () => readonly NamedService[],
): KedaController {
  const namespace = namespaceOf(manifest);
  const scaledObject = scaledObjectOf(manifest);
  const { triggers } = scaledObject.spec;
  const environment = environmentFor(scaledObject, namespace, lookup);
  const resolved = triggerContext(triggers, environment);
  const readerOf = readersOf(triggers, environment, context.clock, services);
  return new KedaController(
    { namespace, labels: manifest.metadata.labels, scaledObject, triggerContext: resolved, readerOf },
    context,
  );
}
