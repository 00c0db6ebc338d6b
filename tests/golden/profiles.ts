import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthLab, type ManifestFile } from '../../charts-src';
import { labInput } from '../../charts-src/testing/lab';

/** Profiles whose manifests are kept as golden files. */
export const GOLDEN_PROFILES = ['default', 'hpa', 'knative', 'keda', 'kserve', 'serving', 'llm'] as const;
export type GoldenProfile = (typeof GOLDEN_PROFILES)[number];

/** Files on top of lab.yaml; those of kserve and serving are only for these tests. */
const OVERLAYS: Readonly<Record<GoldenProfile, readonly string[]>> = {
  default: [],
  hpa: ['lab.hpa.yaml'],
  knative: ['lab.knative.yaml'],
  keda: ['lab.keda.yaml'],
  kserve: ['tests/golden/kserve.lab.yaml'],
  serving: ['tests/golden/serving.lab.yaml'],
  llm: ['lab.llm.yaml'],
};

const ROOT = join(__dirname, '..', '..');

export function goldenFolder(profile: GoldenProfile): string {
  return join(ROOT, 'tests', 'golden', profile);
}

/** What synth makes of the profile today, with made-up image tags. */
export function manifestsOf(profile: GoldenProfile): ManifestFile[] {
  return synthLab(labInput(...['lab.yaml', ...OVERLAYS[profile]].map((file) => readFileSync(join(ROOT, file), 'utf8'))));
}

/** The golden files of a profile: name to text. */
export function goldenOf(profile: GoldenProfile): Map<string, string> {
  const folder = goldenFolder(profile);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
