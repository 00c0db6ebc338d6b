import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { call, type Host } from './host';
import { LOCAL_CERTIFICATES, type ImageRecipe, type RootFileSystem } from './images';

/** Makes the root file system from Debian packages and imports it as an image. */
export async function importRootFileSystem(host: Host, recipe: RootFileSystem, environment: NodeJS.ProcessEnv): Promise<void> {
  await inWorkFolder(host, recipe.tag, async (folder) => {
    const archive = join(folder, 'root.tar');
    const hooks = recipe.certificates.length === 0 ? [] : certificateHooks(recipe.certificates);
    await call(host, ['mmdebstrap', ...mmdebstrapOptions(recipe), ...hooks, recipe.suite, archive], { log: 'debian' });
    const changes = Object.entries(recipe.environment).flatMap(([name, value]) => ['--change', `ENV ${name}=${value}`]);
    await docker(host, environment, 'debian-import', ['import', ...changes, archive, recipe.tag]);
  });
}

/** Builds an image from a context with only what the recipe names. Package managers in it use the host's network. */
export async function buildImage(host: Host, recipe: ImageRecipe, environment: NodeJS.ProcessEnv): Promise<void> {
  await inWorkFolder(host, recipe.tag, async (folder) => {
    for (const [name, { path }] of Object.entries(recipe.context)) cpSync(path, join(folder, name), { recursive: true });
    const dockerfile = join(folder, 'Dockerfile');
    writeFileSync(dockerfile, recipe.dockerfile);
    const values = Object.entries(recipe.arguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    await docker(host, environment, logName(recipe.tag), ['build', '--network', 'host', ...values, '--tag', recipe.tag, folder]);
  });
}

/** Saves images under other names into one archive; layers that they share are in it once. */
export async function saveAs(
  host: Host,
  names: Readonly<Record<string, string>>,
  archive: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  for (const [name, tag] of Object.entries(names)) await docker(host, environment, 'tag', ['tag', tag, name]);
  await docker(host, environment, 'save', ['save', '--output', archive, ...Object.keys(names)]);
}

export function mmdebstrapOptions(recipe: RootFileSystem): string[] {
  return [
    '--variant=minbase',
    `--include=${recipe.packages.join(',')}`,
    ...['doc', 'man', 'locale', 'info'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
    '--aptopt=Acquire::Languages "none"',
  ];
}

/** Certificates of this machine's administrator go where `update-ca-certificates` finds them. */
function certificateHooks(files: readonly string[]): string[] {
  return [
    `--customize-hook=mkdir -p "$1${LOCAL_CERTIFICATES}"`,
    `--customize-hook=copy-in ${files.join(' ')} ${LOCAL_CERTIFICATES}`,
    '--customize-hook=chroot "$1" update-ca-certificates',
  ];
}

async function docker(host: Host, environment: NodeJS.ProcessEnv, log: string, words: readonly string[]): Promise<void> {
  await host.run(['docker', ...words], {
    env: environment,
    signal: host.signal,
    logFile: host.layout.log(log),
    fix: 'Check that Debian, PyPI and npm can be reached and that the disk has space. Then run the command again; finished parts are kept.',
  });
}

async function inWorkFolder(host: Host, tag: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = host.layout.work(`${logName(tag)}-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function logName(tag: string): string {
  return basename(tag).replace(/:.*$/, '');
}
