import { DEFAULT_PROFILE, groupOf, profilesOf, readLab } from '../../contract';
import { REPO } from '../paths';

interface BenchChoice {
  readonly config: string;
  /** `--profile`: it wins. */
  readonly profile?: string;
  /** `--full`: the longer profile of the same name. */
  readonly full?: true;
}

/**
 * The profile with the benchmarks that were asked for. `./lab bench quantization` needs no `--profile`: when the usual profile
 * has no benchmark of that name, and a profile has that name, it is taken.
 *
 * @param usual the profile when neither says otherwise
 */
export function benchProfile(
  only: readonly string[],
  { config, profile, full }: BenchChoice,
  usual: string = DEFAULT_PROFILE,
): string {
  const named = profile ?? profileNamedLike(only, config, usual) ?? usual;
  if (full !== true) return named;
  return named === DEFAULT_PROFILE ? 'full' : `${named}-full`;
}

function profileNamedLike(only: readonly string[], config: string, usual: string): string | undefined {
  const groups = Object.keys(readLab({ root: REPO, file: config, profile: usual }).lab.benchmarks).map(groupOf);
  const profiles = profilesOf(config);
  return only.map(groupOf).find((group) => !groups.includes(group) && profiles.includes(group));
}
