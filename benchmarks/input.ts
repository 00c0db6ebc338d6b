import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { JOB_ENV, JOB_INPUT_PATH, JOB_RESULT_PATH, jobInputSchema, type JobInput } from '../contract/job';
import { environmentSchema, type Environment } from '../contract/result';
import { UserError } from '../contract/user-error';
import type { JobIdentity } from './generators/board';

export interface JobSettings {
  readonly input: JobInput;
  readonly resultPath: string;
  readonly engine: Environment['engine'];
  /** Which of several generators this is; undefined where it is the only one. */
  readonly generator: GeneratorSettings | undefined;
}

export interface GeneratorSettings {
  readonly index: number;
  readonly job: JobIdentity;
}

/** @throws UserError naming the file or variable that is wrong */
export function readSettings(env: NodeJS.ProcessEnv): JobSettings {
  return {
    input: readInput(env[JOB_ENV.input] ?? JOB_INPUT_PATH),
    resultPath: env[JOB_ENV.result] ?? JOB_RESULT_PATH,
    engine: readEngine(env[JOB_ENV.engine]),
    generator: readGenerator(env),
  };
}

function readGenerator(env: NodeJS.ProcessEnv): GeneratorSettings | undefined {
  const { [JOB_ENV.jobName]: name, [JOB_ENV.jobUid]: uid, [JOB_ENV.index]: index } = env;
  if (name === undefined || uid === undefined || index === undefined) return undefined;
  return { index: Number(index), job: { name, uid } };
}

function readInput(path: string): JobInput {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError({
      where: path,
      problem: `is not a benchmark's input: ${error instanceof Error ? error.message : String(error)}`,
      fix: `Set ${JOB_ENV.input} to the benchmark.json that the charts write into the Job's ConfigMap.`,
      code: 'job-input-wrong',
    });
  }
  const parsed = jobInputSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError({ where: path, problem: z.prettifyError(parsed.error).replace(/\n/g, '\n  '), code: 'job-input-wrong' });
}

function readEngine(value: string | undefined): Environment['engine'] {
  const parsed = environmentSchema.shape.engine.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError({
    where: `environment variable ${JOB_ENV.engine}`,
    problem: value === undefined ? 'is not set' : `is "${value}"`,
    fix: `Set it to one of ${environmentSchema.shape.engine.options.join(', ')}.`,
    code: 'environment-variable-wrong',
  });
}
