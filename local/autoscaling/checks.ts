import { UserError, UserErrors } from '../../contract';
import { validateHpa, type ControllerSettings } from '../../scaling/hpa';
import type { HorizontalPodAutoscaler } from '../kubernetes/autoscalers';
import { titleOf, type KubernetesObject } from '../kubernetes/objects';
import type { Validated } from '../kubernetes/validate';

interface Finding {
  readonly path: string;
  readonly message: string;
  readonly effect: 'rejected' | 'ignored';
}

function findings({ source, parsed }: Validated, settings: Partial<ControllerSettings>): readonly Finding[] {
  switch (`${source.apiVersion} ${source.kind}`) {
    case 'autoscaling/v2 HorizontalPodAutoscaler':
      return validateHpa((parsed as HorizontalPodAutoscaler).spec, settings);
    default:
      return [];
  }
}

/** Throws a UserError that names every field of an autoscaler that upstream, or this engine, would refuse. */
export function checkAutoscalers(objects: readonly Validated[], settings: Partial<ControllerSettings>): void {
  const errors = objects.flatMap((object) =>
    findings(object, settings)
      .filter(({ effect }) => effect === 'rejected')
      .map(({ path, message }) => refusal(object.source, path, message)),
  );
  const [first, ...more] = errors;
  if (first !== undefined) throw more.length === 0 ? first : new UserErrors([first, ...more]);
}

function refusal(object: KubernetesObject, path: string, message: string): UserError {
  return new UserError({ where: `${titleOf(object)}  ${path}`, problem: `${message}.`, exit: 'config' });
}
