import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests, type Manifests } from '../manifests';

export const EXAMPLES = ['web-app', 'knative', 'keda', 'kserve'] as const;
export type Example = (typeof EXAMPLES)[number];

/** Text of one of the examples, for tests. */
export function exampleText(name: Example): string {
  return readFileSync(join(__dirname, 'examples', `${name}.yaml`), 'utf8');
}

/** An example with parts of its text replaced; a part that is not there is an error of the test. */
export function edited(name: Example, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${name}.yaml does not hold ${from}`);
    return text.replace(from, () => to);
  }, exampleText(name));
}

export function manifestsOf(...texts: readonly string[]): Manifests {
  return readManifests(texts.map((text, index) => ({ file: `file-${index + 1}.yaml`, text })));
}
