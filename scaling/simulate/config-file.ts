import { z } from 'zod';
import { hpaSchema, kedaSchema, knativeSchema } from '../../contract/lab/autoscaling';
import { pricesSchema, sloSchema } from '../../contract/job';
import { scenarioSchema, type Scenario } from '../../contract/scenario';
import { nearest } from '../../contract/nearest';
import { throwAny, UserError } from '../../contract/user-error';
import { validateHpa } from '../hpa';
import { validateScaledObject } from '../keda';
import { DEFAULT_AUTOSCALER_CONFIG, validateAnnotations } from '../kpa';
import type { Problem } from '../problem';
import type { Autoscaler, SimulationConfig } from './config';
import { workloadSchema } from './workload';

const signal = z.enum(['rps', 'inFlight', 'inWork', 'queueLength', 'nothing']);
const signals = z.record(z.string(), signal).default({}).describe('what custom metrics measure, by name');

const autoscalerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), replicas: z.number().int().min(0).max(10_000) }),
  z.strictObject({ kind: z.literal('hpa'), spec: hpaSchema, signals }),
  z.strictObject({ kind: z.literal('kpa'), ...knativeSchema.pick({ annotations: true, containerConcurrency: true }).shape }),
  z.strictObject({ kind: z.literal('keda'), spec: kedaSchema, signals }),
]);

/** A simulation as written in a file; the scenario is another file. */
export const simulationFileSchema = z.strictObject({
  workload: workloadSchema,
  autoscaler: autoscalerSchema,
  prices: pricesSchema.prefault({}),
  slo: sloSchema.prefault({}),
});

/**
 * @param file only for messages
 * @throws UserErrors naming every key that is wrong, and what upstream would refuse in the autoscaler
 */
export function parseSimulation(file: string, document: unknown, scenario: Scenario): SimulationConfig {
  const { workload, autoscaler, prices, slo } = parsed(file, simulationFileSchema, document);
  refuse(file, problemsOf(autoscaler));
  return {
    load: { kind: 'scenario', scenario },
    workload: { ...workload, cpuLimitMillis: workload.cpuLimitMillis },
    autoscaler: autoscalerOf(autoscaler),
    prices,
    slo,
  };
}

/** @throws UserErrors naming every key that is wrong */
export function parseScenario(file: string, document: unknown): Scenario {
  return parsed(file, scenarioSchema, document);
}

type AutoscalerFile = z.infer<typeof autoscalerSchema>;

function autoscalerOf(written: AutoscalerFile): Autoscaler {
  if (written.kind !== 'keda') return written;
  return { kind: 'keda', signals: written.signals, scaledObject: scaledObjectOf(written) };
}

function scaledObjectOf({ spec }: Extract<AutoscalerFile, { kind: 'keda' }>) {
  return { name: 'simulated', annotations: {}, spec: { ...spec, scaleTargetRef: { name: 'simulated' } } };
}

function problemsOf(written: AutoscalerFile): readonly Problem[] {
  switch (written.kind) {
    case 'fixed':
      return [];
    case 'hpa':
      return validateHpa({ ...written.spec, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'simulated' } });
    case 'kpa':
      return validateAnnotations(written.annotations, DEFAULT_AUTOSCALER_CONFIG);
    case 'keda':
      return validateScaledObject(scaledObjectOf(written));
  }
}

function refuse(file: string, problems: readonly Problem[]): void {
  throwAny(
    problems
      .filter(({ effect }) => effect === 'rejected')
      .map(({ path, message }) => complaint(file, `autoscaler.${path}`, message)),
  );
}

function parsed<Output>(file: string, schema: z.ZodType<Output>, document: unknown): Output {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throwAny(result.error.issues.flatMap((issue) => complaints(file, schema, issue)));
  throw result.error;
}

/** One complaint per unknown key, with the nearest known one. */
function complaints(file: string, schema: z.ZodType, issue: z.core.$ZodIssue): UserError[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [complaint(file, path, issue.message)];
  const known = new Set<string>();
  collectKeys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), known);
  return issue.keys.map((key) => {
    const choice = nearest(key, [...known]);
    const problem = `is not a setting.${choice === undefined ? '' : ` Did you mean ${choice}?`}`;
    return complaint(file, [...issue.path, key].join('.'), problem);
  });
}

function collectKeys(schema: unknown, known: Set<string>): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('properties' in schema) for (const key of Object.keys(schema.properties as object)) known.add(key);
  for (const part of Object.values(schema)) collectKeys(part, known);
}

function complaint(file: string, path: string, problem: string): UserError {
  return new UserError({ where: `${file}  ${path}`, problem, code: 'document-wrong' });
}
