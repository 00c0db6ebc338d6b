import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MAX_RESULT_BYTES, resultSchema, type BenchmarkResult } from '../../contract/result';
import { UserError } from '../../contract/user-error';

/** Where a result goes. Locally a file; in a cluster a ConfigMap beside it. */
export interface ResultWriter {
  write(result: BenchmarkResult): Promise<void>;
}

/** The document to write. Throws when it does not fit the contract, which is a bug of this program. */
export function serialize(result: BenchmarkResult): string {
  const text = JSON.stringify(resultSchema.parse(result)) + '\n';
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_RESULT_BYTES) throw new Error(`result of ${result.name} has ${bytes} bytes, more than ${MAX_RESULT_BYTES}`);
  return text;
}

/** Writes to a file that is either complete or not there. */
export function fileWriter(path: string): ResultWriter {
  return {
    // All in one turn of the event loop: a signal finds the file either complete or not there.
    // eslint-disable-next-line @typescript-eslint/require-await
    write: async (result) => {
      const text = serialize(result);
      const unfinished = `${path}.${process.pid}.tmp`;
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(unfinished, text);
        renameSync(unfinished, path);
      } catch (error) {
        if (existsSync(unfinished)) rmSync(unfinished);
        throw new UserError({
          where: path,
          problem: `the result could not be written: ${error instanceof Error ? error.message : String(error)}`,
          fix: 'Free some disk space or give another path.',
          code: 'result-not-written',
        });
      }
    },
  };
}
