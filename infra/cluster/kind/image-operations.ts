import { UserError } from '../../../contract';
import type { RunCommand } from '../../commands';
import { failed } from './cluster-operations';
import { nodeContainer } from './kind-config';

/** Images on the node of a kind cluster. Tags are content hashes, so a tag that is there is right. */
export interface KindImagesInputs {
  readonly images: readonly string[];
  readonly cluster: string;
  /** The cluster's node; a new cluster has no images. */
  readonly containerId: string;
}

/**
 * Puts those images on the node that it does not have. All at once: most share their lower layers, and each layer is written and
 * read once then, not once for every image.
 */
export async function loadImages({ images, cluster }: KindImagesInputs, run: RunCommand): Promise<void> {
  const present = await presentImages({ images, cluster }, run);
  const missing = images.filter((image) => !present.includes(image));
  if (missing.length === 0) return;
  for (const image of missing) await requireBuilt(image, run);
  const loaded = await run(['kind', 'load', 'docker-image', ...missing, '--name', cluster]);
  if (loaded.exitCode !== 0)
    throw failed(
      `kind load docker-image ${missing.join(' ')}`,
      loaded,
      'Check the free disk space: the node keeps its own copy of every image.',
    );
}

/** Those of the images that the node has; none when it does not answer. */
export async function presentImages(
  { images, cluster }: Omit<KindImagesInputs, 'containerId'>,
  run: RunCommand,
): Promise<string[]> {
  const listed = await run(['docker', 'exec', nodeContainer(cluster), 'ctr', '--namespace=k8s.io', 'images', 'list', '--quiet']);
  const names = listed.exitCode === 0 ? listed.stdout.split('\n').map((line) => line.trim()) : [];
  return images.filter((image) => names.includes(fullName(image)));
}

/** @throws UserError when Docker does not have the image */
export async function requireBuilt(image: string, run: RunCommand): Promise<void> {
  const { exitCode } = await run(['docker', 'image', 'inspect', '--format', '{{.Id}}', image]);
  if (exitCode !== 0)
    throw new UserError({
      code: 'image-not-built',
      where: `image ${image}`,
      problem: 'is not built.',
      fix: 'Build the images of this checkout: ./lab images build',
    });
}

/** The name under which containerd keeps an image that Docker calls by a short name. */
function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (hasRegistry) return image;
  return rest.length === 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
}
