import { Option, type Command } from 'commander';
import { choiceInstead, imageOf, readApps, throwAny, UserError, type App } from '../../contract';
import { dockerEnvironment, hasImage, prepareBases, preparePackages, type Bases, type Host } from '../../tools/from-packages';
import type { CommandContext } from '../context';
import { basesOfApps, buildImages } from '../images/build';
import { loadIntoKind } from '../images/load';
import { tryImage, type Docker } from '../images/try-image';
import { announceStop } from '../interrupt';
import { packagesHost } from '../packages-host';
import { REPO } from '../paths';

interface BuildOptions {
  readonly fromPackages?: true;
  readonly load?: string;
  readonly cluster: string;
}

export function addImages(program: Command, context: CommandContext): void {
  const images = program
    .command('images')
    .description('build and try the container images of the apps and of the benchmark Jobs');
  images
    .command('build')
    .argument('[app...]', 'build these only', [])
    .option('--from-packages', 'build them on bases made from Debian and npm packages; needs root on Debian 12')
    .addOption(new Option('--load <where>', 'put the images into the nodes of a cluster').choices(['kind']))
    .option('--cluster <name>', 'name of the kind cluster', 'ml-scaling-lab')
    .description('build the images that the Docker daemon does not have yet')
    .addHelpText('after', '\nExamples:\n  ./lab images build fastapi\n  ./lab images build --load kind')
    .action(async (names: readonly string[], options: BuildOptions) => {
      const { signal } = context.interrupt;
      announceStop(signal);
      const apps = selectApps(readApps(REPO), names);
      // What is being built goes to stderr; stdout lists the images.
      const print = (line: string): void => console.error(line);
      const host: Host = { ...packagesHost(signal), print };
      const packages = options.fromPackages === true ? await basesFor(apps, options, host) : undefined;
      const environment = { ...process.env, ...packages?.environment };
      const tags = await buildImages({
        apps,
        ...(packages === undefined ? {} : { bases: packages.bases }),
        environment,
        signal,
        print,
      });
      if (options.load !== undefined) await loadIntoKind(options.cluster, Object.values(tags), environment, signal);
      for (const [app, tag] of Object.entries(tags)) console.log(`${app.padEnd(12)} ${tag}`);
    });
  images
    .command('test')
    .argument('[app...]', 'try these only', [])
    .description('start a container of every image that is built, once, and ask whether it serves')
    .addHelpText('after', '\nExamples:\n  ./lab images test\n  ./lab images test triton')
    .action(async (names: readonly string[]) => {
      const { signal } = context.interrupt;
      announceStop(signal);
      const environment = { ...process.env, ...dockerEnvironment(packagesHost(signal)) };
      const apps = selectApps(readApps(REPO), names);
      const failures: UserError[] = [];
      for (const app of apps) {
        const outcome = await outcomeOf(app, { environment, signal });
        if (outcome instanceof UserError) failures.push(outcome);
        else console.log(`${app.name.padEnd(16)} ${outcome}`);
      }
      throwAny(failures);
    });
}

/** What came of one image: text when it starts or is not there, an error when it does not start. */
async function outcomeOf(app: App, docker: Docker): Promise<string | UserError> {
  if (!hasImage(imageOf(app), docker.environment)) return `not tried: ${imageOf(app)} is not built`;
  try {
    return await tryImage(app, docker);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function selectApps(apps: readonly App[], names: readonly string[]): App[] {
  const known = apps.map((app) => app.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UserError({
      where: `app ${unknown}`,
      problem: 'is not one of the lab.',
      fix: choiceInstead(unknown, 'Apps', known),
      code: 'flag-wrong',
    });
  return apps.filter((app) => names.length === 0 || names.includes(app.name));
}

/** Loading needs kind as well, which is built from packages too. */
function basesFor(apps: readonly App[], options: BuildOptions, host: Host): Promise<Bases> {
  const bases = basesOfApps(apps);
  return options.load === undefined ? prepareBases(host, bases) : preparePackages(host, { bases });
}
