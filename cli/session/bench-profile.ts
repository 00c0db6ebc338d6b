import { existsSync } from 'node:fs';
import { DEFAULT_PROFILE, readLab } from './config';

interface BenchChoice {
  readonly config: string;
  readonly profile: string;
  /** `--full`: the longer profile of the same name. */
  readonly full?: true;
}

/**
 * The profile that holds what was asked for. `./lab bench quantization` needs no `--profile`: where the default lab has no
 * benchmark of that name and lab.<name>.yaml exists, that profile is meant.
 */
export function benchProfile(only: readonly string[], { config, profile, full }: BenchChoice): string {
  const named = profile === DEFAULT_PROFILE ? (profileNamedLike(only, config) ?? profile) : profile;
  if (full !== true) return named;
  return named === DEFAULT_PROFILE ? 'full' : `${named}-full`;
}

function profileNamedLike(only: readonly string[], config: string): string | undefined {
  const known = Object.keys(readLab({ file: config, profile: DEFAULT_PROFILE }).lab.benchmarks);
  const groups = known.map((name) => name.split('/')[0]);
  return only.find((word) => {
    const group = word.split('/')[0] ?? word;
    return !known.includes(word) && !groups.includes(group) && existsSync(overlayOf(config, group));
  });
}

function overlayOf(config: string, profile: string): string {
  return config.replace(/\.ya?ml$/, `.${profile}.yaml`);
}
