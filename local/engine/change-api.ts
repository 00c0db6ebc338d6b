import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { KubernetesObject } from '../../contract';
import type { ChangeApi } from '../api/changes';
import { readIfThere, writingTo } from '../machine/files';
import type { LocalClusterOptions } from '../options';

/** What an apply may change beside the manifests: the code that pods run, and the model that they read. */
export type Programs = Pick<LocalClusterOptions, 'apps' | 'images' | 'modelDir' | 'appPythonPaths' | 'machinePaths'>;

export interface ApplyRequest {
  readonly objects: readonly KubernetesObject[];
  readonly programs: Programs;
}

export interface AppliedObject {
  /** `Deployment/fastapi` */
  readonly title: string;
  readonly change: 'created' | 'configured' | 'unchanged';
}

export interface ApplyAnswer {
  readonly applied: readonly AppliedObject[];
  /** Applied earlier, and not among the manifests now: they go on running. */
  readonly left: readonly string[];
}

export interface WaitRequest {
  readonly timeoutSeconds: number;
}

const applySchema = z.object({
  objects: z.array(z.looseObject({})),
  programs: z.looseObject({ apps: z.array(z.looseObject({})), modelDir: z.string() }),
});
const waitSchema = z.object({ timeoutSeconds: z.number().positive() });

/** What an engine lets other processes of its user do. */
export interface Changeable {
  change(request: ApplyRequest): Promise<ApplyAnswer>;
  waitReady(options: WaitRequest & { readonly signal: AbortSignal }): Promise<void>;
}

export function tokenFile(runDir: string): string {
  return join(runDir, 'token');
}

/** The token of the engine that runs in this folder; undefined when it has none, or it is another user's. */
export function readToken(runDir: string): string | undefined {
  return readIfThere(tokenFile(runDir))?.trim();
}

/** Opens the engine to whoever may read the token in its run folder. */
export function changeApi(engine: Changeable, runDir: string): ChangeApi {
  const token = randomBytes(32).toString('hex');
  const file = tokenFile(runDir);
  writingTo(file, () => {
    // The mode counts only for a file that is made anew.
    rmSync(file, { force: true });
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  });
  return {
    token,
    actions: {
      // Objects and apps are as our own command writes them; the engine validates the objects.
      apply: (body) => engine.change(applySchema.parse(body) as object as ApplyRequest),
      wait: async (body, signal) => {
        await engine.waitReady({ ...waitSchema.parse(body), signal });
        return {};
      },
    },
  };
}
