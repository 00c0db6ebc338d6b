import type { Host } from '../host';
import { NOBODY, programImage, type ImageRecipe, type ProgramFolders } from '../images';

/** The images and manifests of an addon. */
export interface AddonBuild {
  /** Images of its pods, by their name for people. */
  readonly images: Readonly<Record<string, ImageRecipe>>;
  /** Writes its manifests and returns their folder: one YAML file for each stage. */
  readonly writeManifests: (host: Host) => Promise<string>;
}

/** The image of each part of an addon; the program of a part is called `<addon>-<part>`. */
export function partImages<Part extends string>(
  addon: string,
  parts: readonly Part[],
  programs: ProgramFolders,
): Readonly<Record<Part, ImageRecipe>> {
  const names = parts.map((part) => [part, `${addon}-${part}`] as const);
  const images = names.map(([part, name]) => [part, programImage(name, programs[name] ?? '', NOBODY)]);
  return Object.fromEntries(images) as Record<Part, ImageRecipe>;
}

/** The tag of each part's image, as manifests name it. */
export function tagsOf<Part extends string>(images: Readonly<Record<Part, ImageRecipe>>): Readonly<Record<Part, string>> {
  const tags = Object.entries<ImageRecipe>(images).map(([part, { tag }]) => [part, tag]);
  return Object.fromEntries(tags) as Record<Part, string>;
}
