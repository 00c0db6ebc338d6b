import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { IMAGE_PREFIX, imageOf, isInImage, type App } from '../../contract';
import { BuildProgress, hasImage, succeeds, type BaseKind } from '../../tools/from-packages';
import { runChild } from '../child';
import { LOGS_DIR, REPO } from '../paths';
import { setUpModel } from '../setup/model';
import { BuildSteps } from './build-steps';
import { basesOf, copiedPaths, needsModel, withModelFrom } from './dockerfile';

/** Tags of the images to take instead of those that the Dockerfiles name. */
type ReplacedBases = Readonly<Partial<Record<BaseKind, string>>>;

interface BuildInput {
  readonly apps: readonly App[];
  readonly bases?: ReplacedBases;
  /** Environment that names the Docker daemon. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** The classic builder has no named contexts; there an image gives the model. A name of its own for each process: two may build at once. */
const MODEL_IMAGE = `${IMAGE_PREFIX}/model:for-${process.pid}`;

/**
 * Builds the images that the daemon does not have yet and returns the tag of each app. A tag is a hash over everything that
 * is in the image, so an image that is there is the right one.
 */
export async function buildImages(input: BuildInput): Promise<Readonly<Record<string, string>>> {
  const hasBuildx = succeeds(['docker', 'buildx', 'version'], input.environment);
  const environment = { ...input.environment, DOCKER_BUILDKIT: hasBuildx ? '1' : '0' };
  const missing = input.apps.filter((app) => !hasImage(imageOf(app), environment));
  for (const app of input.apps) if (!missing.includes(app)) input.print(`    ${imageOf(app)} exists`);
  if (missing.some(({ dockerfile }) => needsModel(textOf(dockerfile)))) await setUpModel(input.signal, input.print);
  const planned = missing.map((app) => ({ name: app.name, title: `image ${imageOf(app)}`, expectedSeconds: app.buildSeconds }));
  const progress = new BuildProgress(planned, input.print, () => performance.now() / 1000);
  for (const app of missing)
    await progress.run(app.name, (part) =>
      withFolder((folder) =>
        buildImage({ ...input, environment }, app, { folder, hasBuildx, done: (share) => part.done(share) }),
      ),
    );
  return Object.fromEntries(input.apps.map((app) => [app.name, imageOf(app)]));
}

/** The kinds of image that the images of these apps are built from. */
export function basesOfApps(apps: readonly App[]): BaseKind[] {
  const kinds = apps.flatMap(({ dockerfile }) => Object.values(basesOf(dockerfile, textOf(dockerfile))));
  return [...new Set(kinds)];
}

interface Builder {
  readonly folder: string;
  readonly hasBuildx: boolean;
  /** This share of the image is built. */
  readonly done: (share: number) => void;
}

async function buildImage(input: BuildInput, app: App, { folder, hasBuildx, done }: Builder): Promise<void> {
  const tag = imageOf(app);
  const text = textOf(app.dockerfile);
  const steps = new BuildSteps(text);
  const context = join(folder, 'context');
  stageContext(context, copiedPaths(text));
  writeFileSync(join(folder, 'Dockerfile'), text);
  const words = ['docker', 'build', '--network', 'host', '--file', join(folder, 'Dockerfile'), '--tag', tag];
  if (input.bases !== undefined)
    for (const [argument, kind] of Object.entries(basesOf(app.dockerfile, text)))
      words.push('--build-arg', `${argument}=${input.bases[kind] ?? ''}`);
  const run = (command: readonly string[], name: string): Promise<string> =>
    runChild(command, {
      env: input.environment,
      signal: input.signal,
      logFile: join(LOGS_DIR, `image-${name}.log`),
      onLine: (line) => done(steps.after(line)),
      fix: 'Check that a Docker daemon runs and can reach the package registries. Without --from-packages it also needs a registry with the base images.',
    });
  if (!needsModel(text)) {
    await run([...words, context], app.name);
    return;
  }
  const model = await setUpModel(input.signal, input.print);
  if (hasBuildx) {
    await run([...words, '--build-context', `model=${model}`, context], app.name);
    return;
  }
  writeFileSync(join(folder, 'model.Dockerfile'), 'FROM scratch\nCOPY . /\n');
  await run(['docker', 'build', '--file', join(folder, 'model.Dockerfile'), '--tag', MODEL_IMAGE, model], 'model');
  writeFileSync(join(folder, 'Dockerfile'), withModelFrom(text, MODEL_IMAGE));
  try {
    await run([...words, context], app.name);
  } finally {
    // The name is only borrowed; the layers stay for the next image.
    succeeds(['docker', 'image', 'rm', '--no-prune', MODEL_IMAGE], input.environment);
  }
}

function textOf(dockerfile: string): string {
  return readFileSync(join(REPO, dockerfile), 'utf8');
}

/** Copies what the Dockerfile copies, under the same paths. */
function stageContext(context: string, paths: readonly string[]): void {
  mkdirSync(context);
  for (const path of paths)
    cpSync(join(REPO, path), join(context, path), { recursive: true, filter: (source) => isInImage(basename(source)) });
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-image-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
