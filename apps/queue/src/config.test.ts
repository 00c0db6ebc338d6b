import { ExitCode } from '../../../contract/exit-codes';
import { UserErrors } from '../../../contract/user-error';
import { apiConfigSchema, readConfig, workerConfigSchema } from './config';

const api = { PORT: '8001', REDIS_URL: 'redis://redis:6379', RESULT_TTL_SECONDS: '60' };

test('numbers are read as numbers and the server stays on loopback unless told otherwise', () => {
  expect(readConfig(apiConfigSchema, api)).toMatchObject({ HOST: '127.0.0.1', PORT: 8001, RESULT_TTL_SECONDS: 60 });
});

test.each([
  [{ REDIS_URL: 'http://redis' }, 'REDIS_URL\n  is "http://redis": must look like redis://host:6379'],
  [{ REDIS_URL: undefined }, 'REDIS_URL\n  is not set'],
  [{ PORT: '80.5' }, 'PORT\n  is "80.5"'],
  [{ RESULT_TTL_SECONDS: '0' }, 'RESULT_TTL_SECONDS\n  is "0"'],
])('with %j the error names the variable', (changes, message) => {
  const read = () => readConfig(apiConfigSchema, { ...api, ...changes });
  expect(read).toThrow(message);
});

test('all missing variables are named at once', () => {
  const failure: unknown = (() => {
    try {
      return readConfig(workerConfigSchema, {});
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toBeInstanceOf(UserErrors);
  expect((failure as UserErrors).exitCode).toBe(ExitCode.config);
  expect((failure as UserErrors).errors.map(({ parts }) => parts.where.replace('environment variable ', ''))).toEqual([
    'REDIS_URL',
    'METRICS_PORT',
    'MODEL_DIR',
    'ORT_INTRA_OP_NUM_THREADS',
    'WORKER_CONCURRENCY',
    'MICRO_BATCH_MAX_SIZE',
    'MICRO_BATCH_MAX_DELAY_MS',
  ]);
});
