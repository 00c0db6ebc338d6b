import { IMAGE_PREFIX, imageOf, type App, type KubernetesObject } from '../contract';
import type { Images } from '../charts-src';

/** Image of every app, from the registry that the settings name. */
export function imagesOf(apps: readonly App[], registry: string | undefined): Images {
  return Object.fromEntries(apps.map((app) => [app.name, registry === undefined ? imageOf(app) : `${registry}/${imageOf(app)}`]));
}

/** Images that this repository builds and that pods of these objects need, each once. */
export function ownImagesIn(objects: readonly KubernetesObject[]): string[] {
  return [...new Set(objects.flatMap((object) => imagesIn(object['spec'])))]
    .filter((image) => image.startsWith(`${IMAGE_PREFIX}/`))
    .sort();
}

/** Each kind of object has its containers in another place, but all of them have `image`. */
function imagesIn(spec: unknown): string[] {
  if (typeof spec !== 'object' || spec === null) return [];
  return Object.entries(spec).flatMap(([key, value]) =>
    key === 'image' && typeof value === 'string' ? [value] : imagesIn(value),
  );
}
