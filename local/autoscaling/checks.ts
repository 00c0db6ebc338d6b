import { throwAny, UserError, type KubernetesObject } from '../../contract';
import { validateHpa, type ControllerSettings } from '../../scaling/hpa';
import type { ParsedAutoscalerConfig } from '../../scaling/kpa';
import { validateScaledJob, validateScaledObject } from '../../scaling/keda';
import type {
  HorizontalPodAutoscaler,
  KnativeServiceManifest,
  ScaledJobManifest,
  ScaledObjectManifest,
} from '../kubernetes/autoscalers';
import { namespaceOf, titleOf } from '../kubernetes/objects';
import type { Validated } from '../kubernetes/validate';
import { authenticationFindings } from './keda/authentication';
import { jobEnvironment, scaledJobOf } from './keda/scaled-job';
import { environmentFor, scaledObjectOf, triggerContext } from './keda/scaled-object';
import { unsupportedTriggers } from './keda/unsupported';
import { isAutoscalerConfig } from './knative/config';
import { revisionProblems } from './knative/revision';
import type { Lookup } from '../lookup';

interface Finding {
  readonly path: string;
  readonly message: string;
  readonly effect: 'rejected' | 'ignored';
}

export interface CheckContext {
  readonly settings: Partial<ControllerSettings>;
  readonly knative: ParsedAutoscalerConfig;
  readonly lookup: Lookup;
}

function findings(object: Validated, { settings, knative, lookup }: CheckContext): readonly Finding[] {
  const { source, parsed } = object;
  switch (`${source.apiVersion} ${source.kind}`) {
    case 'autoscaling/v2 HorizontalPodAutoscaler':
      return validateHpa((parsed as HorizontalPodAutoscaler).spec, settings);
    case 'keda.sh/v1alpha1 ScaledObject': {
      const scaledObject = scaledObjectOf(parsed as ScaledObjectManifest);
      const { triggers } = scaledObject.spec;
      const environment = environmentFor(scaledObject, namespaceOf(source), lookup);
      return [
        ...validateScaledObject(scaledObject, triggerContext(triggers, environment)),
        ...unsupportedTriggers(triggers),
        ...authenticationFindings(triggers, namespaceOf(source), lookup),
      ];
    }
    case 'keda.sh/v1alpha1 ScaledJob': {
      const manifest = parsed as ScaledJobManifest;
      const { triggers } = manifest.spec;
      const environment = jobEnvironment(manifest, lookup);
      return [
        ...validateScaledJob(scaledJobOf(manifest), triggerContext(triggers, environment)),
        ...unsupportedTriggers(triggers),
        ...authenticationFindings(triggers, namespaceOf(source), lookup),
      ];
    }
    case 'serving.knative.dev/v1 Service':
      return revisionProblems(parsed as KnativeServiceManifest, knative.config);
    default:
      return isAutoscalerConfig(object) ? knative.problems.map((problem) => ({ ...problem, path: `data.${problem.path}` })) : [];
  }
}

/** Throws a UserError that names every field of an autoscaler that upstream, or this engine, would refuse. */
export function checkAutoscalers(objects: readonly Validated[], context: CheckContext): void {
  const errors = objects.flatMap((object) =>
    findings(object, context)
      .filter(({ effect }) => effect === 'rejected')
      .map(({ path, message }) => refusal(object.source, path, message)),
  );
  throwAny(errors);
}

function refusal(object: KubernetesObject, path: string, message: string): UserError {
  return new UserError({ where: `${titleOf(object)}  ${path}`, problem: `${message}.`, code: 'manifest-wrong' });
}
