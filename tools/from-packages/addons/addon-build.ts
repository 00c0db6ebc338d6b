import type { Host } from '../host';
import type { ImageRecipe } from '../images';

/** What is made of an addon's programs. */
export interface AddonBuild {
  /** Images of its pods, by what a person is told of them. */
  readonly images: Readonly<Record<string, ImageRecipe>>;
  /** Writes its manifests and returns their folder: one YAML file for each stage. */
  readonly writeManifests: (host: Host) => Promise<string>;
}
