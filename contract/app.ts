import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { UserError } from './user-error';

/** `app.json`: how an app's image is built, and how the same command runs on the host with the same arguments. */
const appSchema = z.strictObject({
  schema: z.literal('lab.app/v1'),
  name: z.string(),
  /** Files and folders (from the repository root) whose content is the image's identity. */
  content: z.array(z.string()).min(1),
  dockerfile: z.string(),
  /** Entry point. `python`, `node` and `redis-server` are resolved when it is started. */
  command: z.array(z.string()).min(1),
  /**
   * Extra environment on the host. `${repo}`, `${modelDir}`, `${podIp}`, `${podDir}` (private to the pod) and `${apiUrl}`
   * (the Kubernetes API) are filled in by the local engine. In the image the Dockerfile's ENV says the same.
   */
  hostEnv: z.record(z.string(), z.string()).default({}),
  /** Extra arguments on the host only (a bind address, a data directory). Same placeholders. */
  hostArgs: z.array(z.string()).default([]),
  /** Wall seconds of building the image for the first time, on two otherwise idle cores. */
  buildSeconds: z.number().positive(),
  /** How `./lab images test` finds out that the image starts: as a pod would start it, or by commands that must succeed in it. */
  check: z.union([
    z.strictObject({
      /** A GET that is answered with 200 once the image serves. */
      http: z.strictObject({ port: z.number().int().positive(), path: z.string().startsWith('/') }),
      args: z.array(z.string()).default([]),
      env: z.record(z.string(), z.string()),
    }),
    z.strictObject({ commands: z.array(z.array(z.string()).min(1)).min(1) }),
  ]),
  /** Where `python` comes from on the host when this app's packages conflict with the lab's own. */
  pythonEnvironment: z
    .strictObject({
      /** Lockfiles with hashes, from the repository root. */
      locks: z.array(z.string()).min(1),
      /** Lockfiles of packages whose declared dependencies are not wanted. */
      locksWithoutDependencies: z.array(z.string()).default([]),
      /** `3.12` when some package has no build for newer ones. */
      newestPython: z
        .string()
        .regex(/^3\.\d+$/)
        .optional(),
    })
    .optional(),
});

export type App = z.infer<typeof appSchema> & { readonly contentHash: string };

export const IMAGE_PREFIX = 'ml-scaling-lab';

/** `ml-scaling-lab/fastapi:1f2e3d4c5b6a` */
export function imageOf(app: Pick<App, 'name' | 'contentHash'>): string {
  return `${IMAGE_PREFIX}/${app.name}:${app.contentHash}`;
}

const SKIPPED = new Set(['node_modules', '__pycache__', '.pytest_cache', '.ruff_cache', 'build', 'dist', 'tests']);

/** Whether a file or folder of that name is in an app's image, and so in its hash. */
export function isInImage(name: string): boolean {
  return !SKIPPED.has(name) && !name.endsWith('.test.ts');
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter(isInImage)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** First 12 hex digits of a SHA-256 over paths and bytes of an app's content, in path order. */
function contentHash(root: string, content: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of content.flatMap((entry) => filesUnder(join(root, entry)))) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}

/** Reads every `app.json` of the repository. Throws a UserError that names the file when one is wrong. */
export function readApps(root: string): App[] {
  const folders = [
    ...readdirSync(join(root, 'apps')).map((name) => join('apps', name)),
    'benchmarks',
    join('benchmarks', 'load-tools'),
    join('benchmarks', 'quantization'),
  ];
  return folders
    .map((folder) => join(folder, 'app.json'))
    .filter((file) => existsSync(join(root, file)))
    .map((file) => {
      const parsed = appSchema.safeParse(JSON.parse(readFileSync(join(root, file), 'utf8')));
      if (!parsed.success) throw new UserError({ code: 'app-wrong', where: file, problem: z.prettifyError(parsed.error) });
      return { ...parsed.data, contentHash: contentHash(root, parsed.data.content) };
    });
}
