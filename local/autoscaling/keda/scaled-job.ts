import type { ScaledJob } from '../../../scaling/keda';
import type { ScaledJobManifest } from '../../kubernetes/autoscalers';
import { namespaceOf } from '../../kubernetes/objects';
import type { NamedService } from '../../rewrite/names';
import type { ControllerContext } from '../controller';
import type { Lookup } from '../../lookup';
import { ScaledJobController, type ScaledJobParts } from './scaled-job-controller';
import { readersOf, templateEnvironment, triggerContext } from './scaled-object';

export function scaledJobOf({ metadata, spec }: ScaledJobManifest): ScaledJob {
  return { name: metadata.name, annotations: metadata.annotations, spec };
}

/** Environment of the container that `<name>FromEnv` of the triggers reads. */
export function jobEnvironment(manifest: ScaledJobManifest, lookup: Lookup): Readonly<Record<string, string>> {
  const { jobTargetRef, envSourceContainerName } = manifest.spec;
  const owner = { kind: 'Job', name: manifest.metadata.name } as const;
  const source = { template: jobTargetRef.template, container: envSourceContainerName, owner, namespace: namespaceOf(manifest) };
  return templateEnvironment(source, lookup);
}

/** Starts the loop of a ScaledJob. */
export function startScaledJob(
  parts: ScaledJobParts,
  context: ControllerContext,
  lookup: Lookup,
  services: () => readonly NamedService[],
): ScaledJobController {
  const scaledJob = scaledJobOf(parts.manifest);
  const { triggers } = scaledJob.spec;
  const environment = jobEnvironment(parts.manifest, lookup);
  const readerOf = readersOf({
    triggers,
    environment,
    namespace: namespaceOf(parts.manifest),
    lookup,
    clock: context.clock,
    services,
  });
  return new ScaledJobController(
    { ...parts, scaledJob, triggerContext: triggerContext(triggers, environment), readerOf },
    context,
  );
}
