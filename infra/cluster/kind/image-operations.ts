import { UserError } from '../../../contract';
import type { RunCommand } from '../../commands';
import { failed } from './cluster-operations';
import { nodeContainer } from './kind-config';

/** An image on the node of a kind cluster. Tags are content hashes, so a tag that is there is right. */
export interface KindImageInputs {
  readonly image: string;
  readonly cluster: string;
  /** The cluster's node; a new cluster has no images. */
  readonly containerId: string;
}

/** Puts the image on the node unless it is there already. */
export async function loadImage({ image, cluster }: KindImageInputs, run: RunCommand): Promise<void> {
  if (await hasImage({ image, cluster }, run)) return;
  await requireBuilt(image, run);
  const loaded = await run(['kind', 'load', 'docker-image', image, '--name', cluster]);
  if (loaded.exitCode !== 0)
    throw failed(
      `kind load docker-image ${image}`,
      loaded,
      'Check the free disk space: the node keeps its own copy of every image.',
    );
}

export async function hasImage({ image, cluster }: Omit<KindImageInputs, 'containerId'>, run: RunCommand): Promise<boolean> {
  const listed = await run(['docker', 'exec', nodeContainer(cluster), 'ctr', '--namespace=k8s.io', 'images', 'list', '--quiet']);
  return listed.exitCode === 0 && listed.stdout.split('\n').some((line) => line.trim() === fullName(image));
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
