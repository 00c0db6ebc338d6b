import { z } from 'zod';
import { hpaSchema, kedaSchema, knativeSchema } from '../../contract/lab/autoscaling';
import { pricesSchema, sloSchema } from '../../contract/job';
import { scenarioSchema, type Scenario } from '../../contract/scenario';
import { nearest } from '../../contract/nearest';
import { throwAny, UserError } from '../../contract/user-error';
import { DEFAULT_KUBERNETES_VERSION, minorVersion, validateHpa } from '../hpa';
import { validateScaledObject } from '../keda';
import { DEFAULT_AUTOSCALER_CONFIG, validateAnnotations } from '../kpa';
import type { Problem } from '../problem';
import { validateDeployment } from '../rollout';
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

const count = z.number().int();
const intOrPercent = z.union([count, z.string()]);

/** With the field names of a Deployment's spec; the API server's own rules are checked apart. */
const deploymentSchema = z.strictObject({
  strategy: z
    .strictObject({
      type: z.string().optional(),
      rollingUpdate: z.strictObject({ maxSurge: intOrPercent.optional(), maxUnavailable: intOrPercent.optional() }).optional(),
    })
    .optional(),
  minReadySeconds: count.optional(),
  progressDeadlineSeconds: count.optional(),
  revisionHistoryLimit: count.optional(),
  paused: z.boolean().optional(),
});

const deploysSchema = z
  .array(
    z.strictObject({
      atSeconds: z.number().nonnegative(),
      podsGetReady: z.boolean().optional().describe('false: the new template is broken'),
    }),
  )
  .max(100)
  .refine((deploys) => deploys.every(({ atSeconds }, index) => atSeconds >= (deploys[index - 1]?.atSeconds ?? 0)), {
    message: 'must be in order of their times',
  });

/** A simulation as written in a file. The scenario is in it, or in another file. */
export const simulationFileSchema = z.strictObject({
  kubernetesVersion: z
    .string()
    .refine((version) => minorVersion(version) !== undefined, { message: `must look like "${DEFAULT_KUBERNETES_VERSION}"` })
    .default(DEFAULT_KUBERNETES_VERSION),
  scenario: scenarioSchema.optional(),
  workload: workloadSchema,
  autoscaler: autoscalerSchema,
  deployment: deploymentSchema.optional().describe('how a new pod template is rolled out'),
  deploys: deploysSchema.optional().describe('when a new pod template is applied'),
  prices: pricesSchema.prefault({}),
  slo: sloSchema.prefault({}),
});

/** A simulation, and the version of Kubernetes whose controllers it has. */
export interface SimulationFile {
  readonly config: SimulationConfig;
  readonly kubernetesVersion: string;
}

/**
 * @param file only for messages
 * @param given the scenario of another file, which goes before the one in this file
 * @throws UserErrors naming every key that is wrong, and what upstream would refuse
 */
export function parseSimulation(file: string, document: unknown, given?: Scenario): SimulationFile {
  const written = parsed(file, simulationFileSchema, document);
  const { kubernetesVersion, workload, autoscaler, deployment, deploys, prices, slo } = written;
  const scenario = given ?? written.scenario;
  if (scenario === undefined)
    throw complaint(file, 'scenario', 'is missing: there is no load. Write it here, or give --scenario.');
  throwAny([
    ...complaintsOf(file, 'autoscaler', problemsOf(autoscaler, kubernetesVersion)),
    ...complaintsOf(
      file,
      'deployment',
      validateDeployment(deployment ?? {}).map((problem) => ({ ...problem, path: problem.path.replace(/^spec\./, '') })),
    ),
  ]);
  const config = {
    load: { kind: 'scenario' as const, scenario },
    workload: { ...workload, cpuLimitMillis: workload.cpuLimitMillis },
    autoscaler: autoscalerOf(autoscaler, kubernetesVersion),
    ...(deployment && { deployment }),
    ...(deploys && { deploys }),
    prices,
    slo,
  };
  return { config, kubernetesVersion };
}

/** @throws UserErrors naming every key that is wrong */
export function parseScenario(file: string, document: unknown): Scenario {
  return parsed(file, scenarioSchema, document);
}

type AutoscalerFile = z.infer<typeof autoscalerSchema>;

function autoscalerOf(written: AutoscalerFile, kubernetesVersion: string): Autoscaler {
  switch (written.kind) {
    case 'keda':
      return { kind: 'keda', signals: written.signals, scaledObject: scaledObjectOf(written), settings: { kubernetesVersion } };
    case 'hpa':
      return { ...written, settings: { kubernetesVersion } };
    default:
      return written;
  }
}

function scaledObjectOf({ spec }: Extract<AutoscalerFile, { kind: 'keda' }>) {
  return { name: 'simulated', annotations: {}, spec: { ...spec, scaleTargetRef: { name: 'simulated' } } };
}

function problemsOf(written: AutoscalerFile, kubernetesVersion: string): readonly Problem[] {
  switch (written.kind) {
    case 'fixed':
      return [];
    case 'hpa':
      return validateHpa(
        { ...written.spec, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'simulated' } },
        { kubernetesVersion },
      );
    case 'kpa':
      return validateAnnotations(written.annotations, DEFAULT_AUTOSCALER_CONFIG);
    case 'keda':
      return validateScaledObject(scaledObjectOf(written));
  }
}

function complaintsOf(file: string, part: string, problems: readonly Problem[]): UserError[] {
  return problems
    .filter(({ effect }) => effect === 'rejected')
    .map(({ path, message }) => complaint(file, `${part}.${path}`, message));
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
