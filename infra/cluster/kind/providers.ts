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
import { loadImages, presentImages, type KindImagesInputs } from './image-operations';

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

/** What Pulumi calls for the images on a kind cluster. They go with their cluster, so there is nothing to delete. */
export function imageProvider(run: RunCommand): Omit<Provider, 'delete'> {
  return {
    create: async (inputs: KindImagesInputs) => {
      await loadImages(inputs, run);
      return { id: `${inputs.cluster}/images`, outs: inputs };
    },
    read: async (id: string, state: Partial<KindImagesInputs>) => {
      const { images, cluster } = state;
      // A stack of an earlier version knows images one by one. They are made anew, which finds them on the node.
      if (images === undefined || cluster === undefined) return GONE;
      const present = await presentImages({ images, cluster }, run);
      return present.length === 0 ? GONE : { id, props: { ...state, images: present } };
    },
    diff: (_id: string, before: KindImagesInputs, after: KindImagesInputs) => {
      const replaces = (['cluster', 'containerId'] as const).filter((key) => before[key] !== after[key]);
      const hasMore = after.images.some((image) => !before.images.includes(image));
      const hasLess = before.images.length !== after.images.length;
      return Promise.resolve({ changes: replaces.length > 0 || hasMore || hasLess, replaces });
    },
    update: async (_id: string, _before: KindImagesInputs, after: KindImagesInputs) => {
      await loadImages(after, run);
      return { outs: after };
    },
  };
}

/** The two as they run beside Pulumi's engine. */
export const providers = { cluster: clusterProvider(runCommand), image: imageProvider(runCommand) };
