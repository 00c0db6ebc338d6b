import { z } from 'zod';
import { UserError, UserErrors } from '../../../contract/user-error';

export type Environment = Readonly<Record<string, string | undefined>>;

const port = z.coerce.number().int().min(1).max(65_535);
const whole = z.coerce.number().int().positive();

const serverShape = {
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  POD_NAME: z.string().optional(),
  DRAIN_SECONDS: z.coerce.number().min(0).max(60).default(1),
};
const redisShape = {
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must look like redis://host:6379' }),
  /** Without both, Redis asks for no password, or REDIS_URL has it. */
  REDIS_USERNAME: z.string().min(1).optional(),
  REDIS_PASSWORD: z.string().min(1).optional(),
};

export const apiConfigSchema = z.object({
  ...serverShape,
  ...redisShape,
  PORT: port,
  RESULT_TTL_SECONDS: whole,
  MAX_OPEN_JOBS: whole.default(10_000),
  MAX_OPEN_BYTES: whole.default(256 * 1024 * 1024),
  /** The part of the queue that one client may fill. */
  CLIENT_SHARE: z.coerce.number().gt(0).max(1).default(0.5),
  /** The part of Redis's maxmemory up to which jobs are admitted. */
  ADMIT_UNTIL: z.coerce.number().gt(0).max(0.9).default(0.75),
});

export const workerConfigSchema = z.object({
  ...serverShape,
  ...redisShape,
  METRICS_PORT: port,
  MODEL_DIR: z.string(),
  ORT_INTRA_OP_NUM_THREADS: whole.max(256),
  WORKER_CONCURRENCY: whole.max(256),
  MICRO_BATCH_MAX_SIZE: whole.max(32),
  MICRO_BATCH_MAX_DELAY_MS: z.coerce.number().min(0).max(1000),
  /** Replaces the model in tests of the queue: a call takes this long and has no answer. */
  STAND_IN_CALL_MS: z.coerce.number().min(0).max(60_000).optional(),
  /** A file that records every text that the stand-in works on. */
  STAND_IN_LEDGER: z.string().optional(),
});

export type ApiConfig = z.infer<typeof apiConfigSchema>;
export type WorkerConfig = z.infer<typeof workerConfigSchema>;
export type RedisConfig = Pick<ApiConfig, keyof typeof redisShape>;
export type ServerConfig = Pick<ApiConfig, keyof typeof serverShape>;

/**
 * Settings of a process from its environment.
 *
 * @throws UserErrors naming every variable that is missing or wrong (exit code "config")
 */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.infer<Schema> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const [first, ...others] = parsed.error.issues.map((issue) => settingError(issue, environment));
  if (first === undefined) throw parsed.error;
  throw new UserErrors([first, ...others]);
}

function settingError(issue: z.core.$ZodIssue, environment: Environment): UserError {
  const name = String(issue.path[0]);
  const value = environment[name];
  const problem = value === undefined ? 'is not set.' : `is "${value}": ${issue.message}.`;
  return new UserError({ where: `environment variable ${name}`, problem, code: 'environment-variable-wrong' });
}
