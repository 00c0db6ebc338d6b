/**
 * The Pulumi program: reads the stack's settings and lab.yaml, makes the lab, exports what it found.
 *
 * - `settings`, `stack-names`, `images`, `model-variant`, `preflight`: the settings, and checks before anything is made
 * - `lab`, `bridge/`: the whole lab as one component, and how objects of charts become resources
 * - `arrangement`: whether its services are up together or in turns
 * - `cluster/`, `platform/`, `wandb-secret`: the cluster, and what the lab needs on it
 * - `passwords/`: drawn once for each stack, for the Secrets that its manifests leave empty
 * - `owner/`: who owns the objects in a cluster, so that a stack deletes only its own
 * - `results/`, `endpoints`, `report-file`: what the stack exports and writes
 * - `dynamic-resources`, `dynamic.cjs`, `commands`, `index.cjs`: how Pulumi starts all this, and how it runs kind and kubectl
 * - `policy/`: the rules of the lab for any stack
 */
import * as pulumi from '@pulumi/pulumi';
import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_NAMESPACE, readApps, readLab, UserError, type LoadedLab } from '../contract';
import { version } from '../package.json';
import { renderLab } from '../charts-src';
import { arranged } from './arrangement';
import { addonsFor } from './cluster/added-groups';
import { dockerMillis } from './cluster/kind/capacity';
import { runCommand, type RunCommand } from './commands';
import { imagesOf, ownImagesIn } from './images';
import { Lab } from './lab';
import { groupsOf, imagesOfAddons, objectsOfAddons, readAddons } from './platform/addons';
import { RELEASED_FILES } from './platform/versions';
import { requireModelOfImages } from './model-variant';
import { preflight } from './preflight';
import { earlierFiles, filesOf, writeFiles } from './report-file';
import { resultDigests } from './results/digest';
import { tradeoffsOf, verdictsOf } from './results/run-document';
import { chosenBenchmarks, parseSettings, refuseUnknownKeys, SETTING_KEYS, type Settings } from './settings';
import { stackNames } from './stack-names';

const ROOT = resolve(__dirname, '..');
const SECRET_KEY = 'wandbApiKey';

/** Stack outputs; docs/kubernetes.md describes them. */
export type Outputs = ReturnType<typeof outputsOf>;

async function program(): Promise<Outputs> {
  const config = new pulumi.Config('lab');
  const settings = readSettings(config);
  const loaded = chosenLab(settings);
  const images = imagesOf(readApps(ROOT), settings.cluster.kind === 'existing' ? settings.imageRegistry : undefined);
  const input = { ...loaded, images, engine: settings.cluster.kind };
  const together = renderLab(input);
  const addons = await readAddons({
    settings,
    images,
    needed: addonsFor(together.files.flatMap((file) => file.objects)),
    releases: {
      files: RELEASED_FILES,
      cache: join(ROOT, '.lab', 'releases'),
      lockFile: join(__dirname, 'platform', 'releases.lock.json'),
    },
  });
  const rendered = arranged(together, input, {
    platform: objectsOfAddons(addons),
    availableMillis: settings.cluster.kind === 'kind' ? await machineMillis(runCommand) : undefined,
  });
  const objects = rendered.files.flatMap((file) => file.objects);
  // A preview makes nothing, and may run where nothing is installed.
  if (!pulumi.runtime.isDryRun())
    await preflight(
      {
        settings,
        namespace: loaded.lab.namespace,
        objects,
        lab: loaded.lab,
        arrangement: rendered.arrangement,
        platform: { groups: groupsOf(addons), objects: objectsOfAddons(addons) },
        images: [...ownImagesIn(objects), ...imagesOfAddons(addons)],
      },
      runCommand,
    );

  const folder = join(ROOT, '.lab', 'kubernetes', pulumi.getStack());
  const lab = new Lab('lab', {
    settings,
    lab: loaded.lab,
    rendered,
    addons,
    folder,
    labels: { labVersion: version, command: 'pulumi up', profile: settings.profile },
    wandbApiKey: config.getSecret(SECRET_KEY),
  });
  return outputsOf(lab, folder);
}

/** What a kind cluster on this machine can give out. A preview may run where Docker does not. */
async function machineMillis(run: RunCommand): Promise<number> {
  return (await dockerMillis(run)) ?? 1000 * availableParallelism();
}

function outputsOf(lab: Lab, folder: string) {
  const files = lab.results.apply((run) => {
    // Without benchmarks, those of the last update that had some.
    if (run === null) return earlierFiles(folder);
    return pulumi.runtime.isDryRun() ? filesOf(run, folder) : writeFiles(run, folder);
  });
  return {
    endpoints: lab.endpoints,
    kubeconfigPath: lab.cluster.kubeconfigPath,
    kubeconfig: lab.cluster.kubeconfig,
    results: files.apply(({ run }) => resultDigests(run)),
    verdicts: files.apply(({ run }) => verdictsOf(run)),
    // Known in every preview of a lab that compares nothing.
    tradeoffs: lab.comparesNothing ? null : files.apply(({ run }) => tradeoffsOf(run)),
    resultsPath: files.apply(({ resultsPath }) => resultsPath),
    reportPath: files.apply(({ reportPath }) => reportPath),
  };
}

function readSettings(config: pulumi.Config): Settings {
  refuseUnknownKeys(Object.keys(pulumi.runtime.allConfig()).flatMap((key) => /^lab:(.+)$/.exec(key)?.[1] ?? []));
  const raw = Object.fromEntries(
    SETTING_KEYS.filter((key) => key !== SECRET_KEY).flatMap((key) => {
      const value = config.get(key);
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
  const kubeconfig = process.env['KUBECONFIG'] ?? join(homedir(), '.kube', 'config');
  return parseSettings(raw, { ...stackNames(pulumi.getStack()), kubeconfig });
}

/** The lab in the stack's namespace, with only the chosen benchmarks: the others are no part of this stack. */
function chosenLab({ profile, benchmarks, namespace }: Settings): LoadedLab {
  const loaded = readLab({ root: ROOT, profile, named: `lab:profile ${profile}` });
  requireModelOfImages(loaded.lab);
  const chosen = chosenBenchmarks(loaded.lab, benchmarks);
  const kept = Object.fromEntries(Object.entries(loaded.lab.benchmarks).filter(([name]) => chosen.includes(name)));
  const isNamed = loaded.lab.namespace !== DEFAULT_NAMESPACE;
  return { ...loaded, lab: { ...loaded.lab, ...(isNamed ? {} : { namespace }), benchmarks: kept } };
}

/** Mistakes of a person are shown without a stack trace. */
export async function main(): Promise<Outputs> {
  try {
    return await program();
  } catch (error) {
    throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
  }
}
