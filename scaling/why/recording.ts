import { UserError } from '../../contract';
import { hpaTraceSchema } from '../conformance/hpa-trace';
import { toInputs } from '../conformance/hpa';
import type { ControllerSettings, HpaInputs, HpaSpec } from '../hpa';
import { HpaController } from '../hpa';
import type { RecordedSync } from './explain';
import { publishedSchema, type Published } from './published';

/** What a file holds. */
export type Recording =
  | {
      readonly kind: 'complete';
      readonly name: string;
      readonly spec: HpaSpec;
      readonly settings: Partial<ControllerSettings>;
      readonly syncs: readonly RecordedSync[];
    }
  | { readonly kind: 'published'; readonly name: string; readonly published: Published };

const DECISIONS = 'lab.decisions/v1';

/**
 * Every HPA of a file: the decisions that the local engine records (decisions/hpa-NAME.ndjson), traces as of `lab conformance --suite
 * hpa`, or what a cluster publishes (lab.published/v1).
 *
 * @param lines parsed JSON, one for each line
 * @throws UserError when it is none of them, or of another controller
 */
export function recordingOf(file: string, lines: readonly unknown[]): Recording[] {
  const [first] = lines as readonly [Readonly<Record<string, unknown>>?];
  if (first?.['schema'] === DECISIONS) return [ofDecisions(file, first, lines.slice(1))];
  return lines.map((line, index) => ofLine(`${file}:${index + 1}`, line));
}

function ofDecisions(file: string, header: Readonly<Record<string, unknown>>, steps: readonly unknown[]): Recording {
  const { controller, name, setup } = header;
  if (controller !== 'hpa') throw otherController(file, String(controller));
  const { spec, settings } = setup as { readonly spec: HpaSpec; readonly settings: Partial<ControllerSettings> };
  const syncs = (steps as readonly { readonly at: number; readonly inputs: HpaInputs }[]).map(({ at, inputs }) => ({
    nowMs: at,
    inputs: withHoles(inputs),
  }));
  return { kind: 'complete', name: `HPA ${String(name)}`, spec, settings, syncs };
}

/** JSON has null for a pod that the metrics API does not know. */
function withHoles(inputs: HpaInputs): HpaInputs {
  const holes = <T>(values: Readonly<Partial<Record<string, readonly (T | null | undefined)[]>>> | undefined) =>
    Object.fromEntries(Object.entries(values ?? {}).map(([name, all]) => [name, (all ?? []).map((one) => one ?? undefined)]));
  return { ...inputs, resources: holes(inputs.resources), podMetricsMilli: holes(inputs.podMetricsMilli) };
}

function ofLine(where: string, line: unknown): Recording {
  const published = publishedSchema.safeParse(line);
  if (published.success) return { kind: 'published', name: `HPA ${published.data.name}`, published: published.data };
  const trace = hpaTraceSchema.safeParse(line);
  if (!trace.success) throw unknownLine(where, line);
  const { controller, spec, steps, startReplicas, id } = trace.data;
  const { kubernetes, featureGates, ...flags } = controller;
  const settings = {
    ...flags,
    kubernetesVersion: kubernetes,
    featureGates: Object.fromEntries(featureGates.map((gate) => [gate, true])),
  };
  // Counts follow from the replay, unless somebody else set one.
  const replay = new HpaController(spec, settings);
  let replicas = startReplicas;
  const syncs = steps.map((step) => {
    const inputs = toInputs(step, step.externalScaleTo ?? replicas);
    const nowMs = Math.round(step.t * 1000);
    replicas = replay.sync(nowMs, inputs).replicas;
    return { nowMs, inputs };
  });
  return { kind: 'complete', name: id, spec, settings, syncs };
}

function unknownLine(where: string, line: unknown): UserError {
  const { family, controller } = (line ?? {}) as { readonly family?: unknown; readonly controller?: unknown };
  if (typeof controller === 'string' || family !== undefined)
    return otherController(where, typeof controller === 'string' ? controller : 'another controller');
  return new UserError({
    where,
    problem: 'is neither a recording of decisions nor a trace of an HPA, nor what a cluster publishes of one.',
    fix: 'Take decisions/hpa-NAME.ndjson of a local lab, a trace as in tests/conformance/hpa.ndjson.gz, or write lab.published/v1 (docs/why.md).',
    code: 'document-wrong',
  });
}

function otherController(where: string, controller: string): UserError {
  return new UserError({
    where,
    problem: `is of ${controller}, and only decisions of an HPA are explained.`,
    fix: 'A ScaledObject scales through an HPA: take the recording of keda-hpa-NAME.',
    code: 'document-wrong',
  });
}
