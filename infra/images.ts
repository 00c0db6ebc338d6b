import { IMAGE_PREFIX, imageOf, type App } from '../contract';
import type { Images, KubeObject } from '../charts-src';

/** Image of every app, from the registry that the settings name. */
export function imagesOf(apps: readonly App[], registry: string | undefined): Images {
  return Object.fromEntries(apps.map((app) => [app.name, registry === undefined ? imageOf(app) : `${registry}/${imageOf(app)}`]));
}

interface PodTemplate {
  readonly spec?: { readonly containers?: readonly { readonly image?: string }[] };
}

/** Images that this repository builds and that pods of these objects need, each once. */
export function ownImagesIn(objects: readonly KubeObject[]): string[] {
  const images = objects.flatMap((object) => {
    const { template } = (object['spec'] ?? {}) as { readonly template?: PodTemplate };
    return (template?.spec?.containers ?? []).flatMap(({ image }) => (image === undefined ? [] : [image]));
  });
  return [...new Set(images.filter((image) => image.startsWith(`${IMAGE_PREFIX}/`)))].sort();
}
