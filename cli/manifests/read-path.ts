import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UserError } from '../../contract';
import type { ManifestText } from '../../scaling/manifests';

/** Manifests, and the templates of charts and charts packed in them, which tell whether a chart changed. */
const MANIFEST = /\.(?:ya?ml|json|tpl)$|(?:^|\/)Kustomization$|(?:^|\/)charts\/[^/]+\.tgz$/i;
/** Folders that hold tools or history, never manifests. */
const SKIPPED = new Set(['node_modules', '.git']);

/** Whether a file may hold manifests, by its path. */
export function isManifestPath(path: string): boolean {
  return MANIFEST.test(path) && !path.split('/').some((folder) => SKIPPED.has(folder));
}

/**
 * The manifests in a file, or in a folder and the folders below it (files named .yaml, .yml or .json), in the order of their paths.
 *
 * @throws UserError when there is nothing to read there
 */
export function readPath(path: string): ManifestText[] {
  const texts = readAnyPath(path);
  if (texts.length > 0) return texts;
  throw new UserError({
    where: path,
    problem: 'holds no YAML or JSON file.',
    fix: 'Give a folder or file of rendered manifests (helm template, kustomize build).',
    code: 'manifests-empty',
  });
}

/** The same; a folder without any is no error. */
export function readAnyPath(path: string): ManifestText[] {
  if (!isFolder(path)) return [{ file: path, text: readText(path) }];
  return filesBelow(path).map((file) => ({ file, path: relative(path, file).split(sep).join('/'), text: readText(file) }));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
      return MANIFEST.test(path.split(sep).join('/')) && entry.isFile() ? [path] : [];
    });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? 'error';
  return new UserError({
    where: path,
    problem: code === 'ENOENT' ? 'does not exist.' : `cannot be read (${code}).`,
    code: 'path-unreadable',
  });
}
