import { Option, type Command } from 'commander';
import type { CommandContext } from '../context';
import { announceStop } from '../interrupt';
import { packagesHost } from '../packages-host';
import {
  ADDONS,
  BASE_KINDS,
  DOCKER_HOST,
  ownDaemon,
  packagesStatus,
  preparePackages,
  releaseCluster,
  stopDocker,
} from '../../tools/from-packages';

/** What `--with` takes: add-ons of the cluster, what the image load-tools is built from, or all of that. */
const ADDED = [...ADDONS, 'load-tools', 'everything'] as const;
type Added = (typeof ADDED)[number];

export function addPackages(program: Command, context: CommandContext): void {
  const packages = program
    .command('packages')
    .description('build what a cluster needs from Go modules, Debian and npm packages, where nothing else can be downloaded')
    .addHelpText('after', '\nExamples:\n  ./lab packages build\n  eval "$(./lab packages env)" && kubectl get pods -A');
  const { signal } = context.interrupt;

  packages
    .command('build')
    .description('build what is missing and start the Docker daemon; needs root on Debian 12')
    .addOption(new Option('--with <part...>', 'also build what only some profiles need').choices(ADDED).default([]))
    .action(async (options: { readonly with: readonly Added[] }) => {
      announceStop(signal);
      const asked = (part: Added): boolean => options.with.includes('everything') || options.with.includes(part);
      const built = await preparePackages(packagesHost(signal), {
        addons: ADDONS.filter(asked),
        ...(asked('load-tools') ? { bases: BASE_KINDS } : {}),
      });
      console.log(`Everything is there: programs in ${built.bin}, nodes from ${built.nodeImage}.`);
      console.log('Next: ./lab up --on kind --from-packages');
    });
  packages
    .command('status')
    .description("show what is built, and whether the lab's Docker daemon runs")
    .action(() => {
      const host = packagesHost(signal);
      for (const { name, version, isReady } of packagesStatus(host, [...ADDONS, 'load-tools']))
        console.log(`${name.padEnd(28)} ${version.padEnd(10)} ${isReady ? 'built' : 'missing'}`);
      const pid = ownDaemon(host.layout);
      console.log(pid === undefined ? 'Docker daemon of the lab: not running' : `Docker daemon of the lab: process ${pid}`);
    });
  packages
    .command('env')
    .description('print the environment for kind, kubectl, docker and Pulumi as shell commands')
    .action(async () => {
      const silent = { ...packagesHost(signal), print: (line: string): void => console.error(line) };
      const { environment } = await preparePackages(silent);
      for (const [name, value] of Object.entries(environment))
        console.log(`export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`);
    });
  packages
    .command('stop')
    .description("stop the lab's Docker daemon and remove its network; built parts stay")
    .action(async () => {
      const host = packagesHost(signal);
      releaseCluster({ ...host.environment, ...(ownDaemon(host.layout) === undefined ? {} : { DOCKER_HOST }) });
      console.log(`Docker daemon of the lab: ${await stopDocker(host)}`);
    });
}
