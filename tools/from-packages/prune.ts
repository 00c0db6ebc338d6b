import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { IMAGE_PREFIX, UserError } from '../../contract';
import { dockerEnvironment } from './docker';
import { call, type Host } from './host';
import { nodejsPart, programFolders } from './parts';

/** Results of build stages that no image is made of any more are kept for as long: a build that is repeated finds them. */
const STAGES_KEPT = '24h';

/** What a cache takes on the disk, in MiB. */
export interface CacheSizes {
  readonly programs: number;
  readonly images: number;
  /** Modules and compiled packages, which belong to Go: `go clean -cache -modcache` removes them. */
  readonly go: number;
}

export async function cacheSizes(host: Host): Promise<CacheSizes> {
  const { layout } = host;
  const goFolders = (await call(host, ['go', 'env', 'GOMODCACHE', 'GOCACHE'], { log: 'sizes' })).trim().split('\n');
  const [programs, images, ...go] = await Promise.all(
    [layout.parts, layout.dockerData, ...goFolders].map((one) => mib(host, one)),
  );
  return { programs: programs ?? 0, images: images ?? 0, go: go.reduce((sum, size) => sum + size, 0) };
}

async function mib(host: Host, folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  // Docker's data change while they are counted; what is gone by then is no failure.
  const counted = await call(host, ['sh', '-c', 'du -sm "$1" 2>/dev/null || true', 'du', folder], { log: 'sizes' });
  return Number(/^\d+/.exec(counted)?.[0] ?? 0);
}

/**
 * Removes what an earlier state of the checkout left: programs of other versions, images under tags of the lab that are not
 * current, unfinished work. A container that runs keeps its image.
 *
 * @param currentApps tags of the apps' images as the checkout is now
 * @returns what was removed
 */
export async function pruneCache(host: Host, currentApps: readonly string[]): Promise<string[]> {
  return [...oldParts(host), ...(await oldImages(host, currentApps))];
}

function oldParts(host: Host): string[] {
  const { layout } = host;
  const current = new Set([...Object.values(programFolders(host)), nodejsPart(host).folder].map((folder) => basename(folder)));
  const names = existsSync(layout.parts) ? readdirSync(layout.parts) : [];
  // The key of manifests is over what they hold, which only a build knows.
  const manifests = names.filter((name) => /-manifests-[0-9a-f]+$/.test(name));
  const written = (name: string): number => statSync(join(layout.parts, name)).mtimeMs;
  for (const name of firstOfEach(
    [...manifests].sort((one, other) => written(other) - written(one)),
    withoutKey,
  ))
    current.add(name);
  const old = names.filter((name) => !current.has(name));
  for (const name of old) rmSync(join(layout.parts, name), { recursive: true, force: true });
  rmSync(dirname(layout.work('any')), { recursive: true, force: true });
  return old;
}

async function oldImages(host: Host, currentApps: readonly string[]): Promise<string[]> {
  const environment = dockerEnvironment(host);
  const docker = (...words: string[]): Promise<string> => call(host, ['docker', ...words], { environment, log: 'prune' });
  // Newest first.
  const listed = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${IMAGE_PREFIX}/*`);
  const tags = listed.split('\n').filter((line) => line !== '' && !line.endsWith(':<none>'));
  const apps = new Set(currentApps.map(repositoryOf));
  const newest = firstOfEach(tags, repositoryOf);
  const old = tags.filter((tag) => (apps.has(repositoryOf(tag)) ? !currentApps.includes(tag) : !newest.has(tag)));
  const removed: string[] = [];
  for (const tag of old) {
    try {
      await docker('image', 'rm', tag);
      removed.push(tag);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // A container still runs from it.
    }
  }
  await docker('image', 'prune', '--force', '--filter', `until=${STAGES_KEPT}`);
  return removed;
}

function repositoryOf(tag: string): string {
  return tag.replace(/:[^:]*$/, '');
}

function withoutKey(folder: string): string {
  return folder.replace(/-[0-9a-f]+$/, '');
}

/** Of all that have the same stem, the one that comes first. */
function firstOfEach(names: readonly string[], stemOf: (name: string) => string): Set<string> {
  const first = new Map<string, string>();
  for (const name of names) if (!first.has(stemOf(name))) first.set(stemOf(name), name);
  return new Set(first.values());
}
