import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Files of a folder that hold YAML, in the order of their names. */
export function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Every document of a file, without the empty ones.
 *
 * @throws Error naming a file that is not YAML
 */
export function documentsIn<Document>(file: string): Document[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]?.message ?? ''}`);
    const value = document.toJS() as Document | null;
    return value === null ? [] : [value];
  });
}
