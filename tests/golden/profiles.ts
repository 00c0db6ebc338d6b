import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthLab, type ManifestFile } from '../../charts-src';
import { labInput } from '../../charts-src/testing/lab';
import { DEFAULT_PROFILE, labSources } from '../../contract';

/** Profiles whose manifests are kept as golden files. */
export const GOLDEN_PROFILES = ['default', 'hpa', 'knative', 'keda', 'kserve', 'serving', 'llm', 'whole'] as const;
export type GoldenProfile = (typeof GOLDEN_PROFILES)[number];

/** Those that are only for these tests lie beside them. */
const ONLY_HERE: Readonly<Partial<Record<GoldenProfile, string>>> = { kserve: 'kserve.lab.yaml', serving: 'serving.lab.yaml' };

const ROOT = join(__dirname, '..', '..');

export function goldenFolder(profile: GoldenProfile): string {
  return join(ROOT, 'tests', 'golden', profile);
}

/** What synth makes of the profile today, with made-up image tags. */
export function manifestsOf(profile: GoldenProfile): ManifestFile[] {
  const own = ONLY_HERE[profile];
  const sources = labSources({ root: ROOT, profile: own === undefined ? profile : DEFAULT_PROFILE });
  const texts = sources.map(({ text }) => text);
  return synthLab(labInput(...texts, ...(own === undefined ? [] : [readFileSync(join(__dirname, own), 'utf8')])));
}

/** The golden files of a profile: name to text. */
export function goldenOf(profile: GoldenProfile): Map<string, string> {
  const folder = goldenFolder(profile);
  const below = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const names = below.filter((name) => name.endsWith('.yaml')).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
