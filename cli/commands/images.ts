import { Option, type Command } from 'commander';
import { choiceInstead, readApps, UserError, type App } from '../../contract';
import { prepareBases, preparePackages, type Bases, type Host } from '../../tools/from-packages';
import type { CommandContext } from '../context';
import { basesOfApps, buildImages } from '../images/build';
import { loadIntoKind } from '../images/load';
import { announceStop } from '../interrupt';
import { packagesHost } from '../packages-host';
import { REPO } from '../paths';

interface BuildOptions {
  readonly fromPackages?: true;
  readonly load?: string;
  readonly cluster: string;
}

export function addImages(program: Command, context: CommandContext): void {
  const images = program.command('images').description('build the container images of the apps and of the benchmark Jobs');
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
