import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSchema, UserError, type Run } from '../../contract';

/** Every run kept in a results folder, oldest first; documents of other versions are passed over. */
export function readRuns(folder: string): Run[] {
  if (!existsSync(folder)) throw nothingKept(folder);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readRun(join(folder, name, 'results.json')) ?? [])
    .sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}

/** The error for a file or folder that a first run would make. */
export function nothingKept(where: string): UserError {
  return new UserError({
    where,
    problem: 'does not exist: no run was kept.',
    fix: 'Run ./lab up first.',
    code: 'results-missing',
  });
}

function readRun(file: string): Run | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const parsed = runSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Half a document of a run that was stopped; it is in no history.
    return undefined;
  }
}
