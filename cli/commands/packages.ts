import { Option, type Command } from 'commander';
import { imageOf, readApps } from '../../contract';
import type { CommandContext } from '../context';
import { announceStop } from '../interrupt';
import { packagesHost } from '../packages-host';
import { REPO } from '../paths';
import {
  ADDONS,
  BASE_KINDS,
  cacheSizes,
  DOCKER_HOST,
  ownDaemon,
  packagesStatus,
  preparePackages,
  pruneCache,
  releaseCluster,
  stopDocker,
} from '../../tools/from-packages';

/** What `--with` takes: add-ons of the cluster, what the image load-tools is built from, or all of that. */
const ADDED = [...ADDONS, 'load-tools', 'everything'] as const;
type Added = (typeof ADDED)[number];

const gib = (mib: number): string => `${(mib / 1024).toFixed(1)} GiB`;

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
    .description("show what is built, what it takes on the disk, and whether the lab's Docker daemon runs")
    .action(async () => {
      const host = packagesHost(signal);
      for (const { name, version, isReady } of packagesStatus(host, [...ADDONS, 'load-tools']))
        console.log(`${name.padEnd(28)} ${version.padEnd(10)} ${isReady ? 'built' : 'missing'}`);
      const { programs, images, go } = await cacheSizes(host);
      const sizes = `programs ${gib(programs)}, images ${gib(images)}`;
      console.log(`On the disk: ${gib(programs + images)} (${sizes}), beside ${gib(go)} of Go's own caches`);
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
    .command('prune')
    .description('remove programs and images that an earlier state of this checkout needed')
    .action(async () => {
      announceStop(signal);
      const host = packagesHost(signal);
      const removed = await pruneCache(host, readApps(REPO).map(imageOf));
      for (const name of removed) console.log(`removed ${name}`);
      const { programs, images } = await cacheSizes(host);
      console.log(`${removed.length} old parts removed; ${gib(programs + images)} are left on the disk.`);
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
