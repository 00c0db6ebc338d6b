import { UserError, UserErrors } from '../../contract';
import { validateHpa, type ControllerSettings } from '../../scaling/hpa';
import type { ParsedAutoscalerConfig } from '../../scaling/kpa';
import type { HorizontalPodAutoscaler, KnativeServiceManifest } from '../kubernetes/autoscalers';
import { titleOf, type KubernetesObject } from '../kubernetes/objects';
import type { Validated } from '../kubernetes/validate';
import { isAutoscalerConfig } from './knative/config';
import { revisionProblems } from './knative/revision';

interface Finding {
  readonly path: string;
  readonly message: string;
  readonly effect: 'rejected' | 'ignored';
}

export interface CheckContext {
  readonly settings: Partial<ControllerSettings>;
  readonly knative: ParsedAutoscalerConfig;
}

function findings(object: Validated, { settings, knative }: CheckContext): readonly Finding[] {
  const { source, parsed } = object;
  switch (`${source.apiVersion} ${source.kind}`) {
    case 'autoscaling/v2 HorizontalPodAutoscaler':
      return validateHpa((parsed as HorizontalPodAutoscaler).spec, settings);
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
  const [first, ...more] = errors;
  if (first !== undefined) throw more.length === 0 ? first : new UserErrors([first, ...more]);
}

function refusal(object: KubernetesObject, path: string, message: string): UserError {
  return new UserError({ where: `${titleOf(object)}  ${path}`, problem: `${message}.`, exit: 'config' });
}
