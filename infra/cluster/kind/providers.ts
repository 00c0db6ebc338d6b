import type * as dynamic from '@pulumi/pulumi/dynamic';
import { runCommand, type RunCommand } from '../../commands';
import {
  createCluster,
  deleteCluster,
  readCluster,
  specOf,
  type KindClusterInputs,
  type KindClusterState,
} from './cluster-operations';
import { hasImage, loadImage, type KindImageInputs } from './image-operations';

type Provider = Required<Pick<dynamic.ResourceProvider, 'create' | 'read' | 'diff' | 'update' | 'delete'>>;
/** What a dynamic provider answers for a resource that is gone. */
const GONE: dynamic.ReadResult = { id: '', props: {} };

/** What Pulumi calls for a kind cluster. */
export function clusterProvider(run: RunCommand): Provider {
  return {
    create: async (inputs: KindClusterInputs) => ({ id: inputs.name, outs: await createCluster(inputs, run) }),
    read: async (id: string, state: KindClusterState) =>
      (await readCluster(state, run)) === undefined ? GONE : { id, props: state },
    diff: (_id: string, before: KindClusterState, after: KindClusterInputs) => {
      const replaces = (Object.keys(specOf(after)) as (keyof KindClusterInputs)[]).filter((key) => before[key] !== after[key]);
      return Promise.resolve({
        changes: replaces.length > 0 || before.kubeconfigPath !== after.kubeconfigPath,
        replaces,
        deleteBeforeReplace: true,
      });
    },
    update: async (_id: string, _before: KindClusterState, after: KindClusterInputs) => ({
      outs: await createCluster(after, run),
    }),
    delete: (_id: string, state: KindClusterState) => deleteCluster(state, run),
  };
}

/** What Pulumi calls for an image on a kind cluster. It goes with its cluster, so there is nothing to delete. */
export function imageProvider(run: RunCommand): Omit<Provider, 'update' | 'delete'> {
  return {
    create: async (inputs: KindImageInputs) => {
      await loadImage(inputs, run);
      return { id: `${inputs.cluster}/${inputs.image}`, outs: inputs };
    },
    read: async (id: string, state: KindImageInputs) => ((await hasImage(state, run)) ? { id, props: state } : GONE),
    diff: (_id: string, before: KindImageInputs, after: KindImageInputs) => {
      const replaces = (['image', 'cluster', 'containerId'] as const).filter((key) => before[key] !== after[key]);
      return Promise.resolve({ changes: replaces.length > 0, replaces });
    },
  };
}

/** The two as they run beside Pulumi's engine. */
export const providers = { cluster: clusterProvider(runCommand), image: imageProvider(runCommand) };
