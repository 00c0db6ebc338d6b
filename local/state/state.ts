import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writingTo } from '../machine/files';
import { bootId, isAlive } from '../machine/proc';

const identitySchema = z.object({ pid: z.number().int().positive(), startTicks: z.number() });

const stateSchema = z.object({
  schema: z.literal('lab.local-state/v1'),
  runId: z.string(),
  bootId: z.string(),
  startedAt: z.string(),
  engine: identitySchema,
  apiUrl: z.string(),
  addressRange: z.string(),
  /** What belongs to this run and is removed with it. */
  runDir: z.string(),
  logDir: z.string(),
  cgroups: z.array(z.string()),
  limitsEnforced: z.object({ cpu: z.boolean(), memory: z.boolean() }),
  services: z.array(
    z.object({ namespace: z.string(), service: z.string(), port: z.number(), address: z.string(), hostPort: z.number() }),
  ),
  pods: z.array(
    z.object({
      namespace: z.string(),
      name: z.string(),
      ip: z.string(),
      logs: z.array(z.string()),
      processes: z.array(identitySchema),
    }),
  ),
});

/** `state.json`: enough for another process to find, ask and end this lab. */
export type LabState = z.infer<typeof stateSchema>;

export function stateFile(runDir: string): string {
  return join(runDir, 'state.json');
}

/** Replaces the file as a whole, so that readers never see half of it. */
export function writeState(state: LabState): void {
  const file = stateFile(state.runDir);
  const next = `${file}.next`;
  writingTo(file, () => {
    writeFileSync(next, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(next, file);
  });
}

/** The state that the last engine in this folder wrote, running or not; undefined when there is none. */
export function readState(runDir: string): LabState | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile(runDir), 'utf8');
  } catch {
    return undefined;
  }
  try {
    const parsed = stateSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Something else wrote it; ignore it.
    return undefined;
  }
}

/** True when the engine of this state runs: same boot, same pid, same start. */
export function isRunning(state: LabState): boolean {
  return state.bootId === bootId() && isAlive(state.engine);
}
