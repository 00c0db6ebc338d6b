import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { stringify } from 'yaml';
import type { Manifest, ManifestText } from '../manifests';
import { editText } from './edit';
import type { Edit } from './space';

/** The change as a file to apply and as a diff of the file that the object came from. */
export interface Patch {
  readonly file: string;
  /** The whole object, for `kubectl apply -f`. */
  readonly manifest: string;
  /** For `patch -p1` and `git apply`. */
  readonly diff: string;
}

/** @returns null when the object cannot be changed in its file: anchors, aliases, empty fields */
export function patchOf(scaler: Manifest, texts: readonly ManifestText[], edits: readonly Edit[]): Patch | null {
  const source = texts.find(({ file }) => file === scaler.file);
  const edited = source && editText(source.text, scaler, edits);
  if (source === undefined || edited === undefined) return null;
  return { file: source.file, manifest: stringify(edited.object), diff: unifiedDiff(source.file, source.text, edited.text) };
}

/** What `diff -u` says about two texts, for `patch -p1` and `git apply`; empty when they are the same. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const path = file.replace(/^(\.?\/)+/, '');
  const how = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, how);
}
