import { rejected, type Problem } from '../problem';
import type { Fields } from './fields';

/** What runs in a container before it is asked to stop. */
export interface PreStop {
  /** How long it sleeps; 0 when it does something else, of unknown length. */
  readonly sleepSeconds: number;
  readonly path: string;
}

const HOOK_HANDLERS = ['exec', 'httpGet', 'sleep', 'tcpSocket'] as const;
const PROBE_HANDLERS = ['exec', 'grpc', 'httpGet', 'tcpSocket'] as const;
const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

export function readPreStop(container: Fields): PreStop | undefined {
  const hook = container.below('lifecycle')?.below('preStop');
  if (hook === undefined) return undefined;
  const command = (hook.below('exec')?.texts('command') ?? []).join(' ');
  const slept = [...command.matchAll(/\bsleep\s+(\d{1,6})([smh]?)\b/g)].map(
    ([, amount, unit = '']) => Number(amount) * (SECONDS[unit] ?? 1),
  );
  const seconds = hook.below('sleep')?.integer('seconds') ?? slept.reduce((sum, each) => sum + each, 0);
  return { sleepSeconds: Math.max(0, seconds), path: hook.path };
}

/**
 * Who else may say what a probe does. `nobody`: it is written, or refused. `template`: it is merged with a template of the cluster, as
 * KServe v0.20.0 does (pkg/controller/v1alpha2/llmisvc/config_merge.go). `knative`: a readiness probe without a handler asks the port of
 * the container (Knative Serving v1.22, pkg/apis/serving/v1/revision_defaults.go, applyReadinessProbeDefaults).
 */
export type CompletedBy = 'nobody' | 'template' | 'knative';

/**
 * Hooks and probes of a whole container that say nothing, or two things.
 * Follows Kubernetes v1.34, pkg/apis/core/validation/validation.go, validateHandler.
 */
export function handlerProblems(container: Fields, completedBy: CompletedBy): Problem[] {
  const lifecycle = container.below('lifecycle');
  const mayBeEmpty = (probe: string): boolean =>
    completedBy === 'template' || (completedBy === 'knative' && probe === 'readinessProbe');
  return [
    ...['preStop', 'postStart'].flatMap((hook) => handlerProblem(lifecycle?.below(hook), HOOK_HANDLERS)),
    ...['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => {
      const part = container.below(probe);
      const isEmpty = !PROBE_HANDLERS.some((handler) => part?.has(handler));
      return isEmpty && mayBeEmpty(probe) ? [] : handlerProblem(part, PROBE_HANDLERS);
    }),
  ];
}

function handlerProblem(part: Fields | undefined, handlers: readonly string[]): Problem[] {
  if (part === undefined) return [];
  const found = handlers.filter((handler) => part.has(handler));
  if (found.length === 1) return [];
  const names = handlers.join(', ');
  const message =
    found.length === 0
      ? `must specify a handler type: one of ${names}`
      : `has ${found.join(' and ')}; only one of ${names} may be set`;
  return [rejected(part.path, message)];
}
