import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearest, UserError, type BenchmarkResult, type Source } from '../contract';

const BASE = 'lab.yaml';
/** lab.yaml itself, without an overlay. */
export const DEFAULT_PROFILE = 'default';

/** What runs where no profile is named. A cluster of the lab's own gets one of everything, on two cores. */
export const PROFILE_ON = {
  local: DEFAULT_PROFILE,
  simulate: DEFAULT_PROFILE,
  kind: 'kind',
  existing: DEFAULT_PROFILE,
} as const satisfies Record<BenchmarkResult['environment']['engine'], string>;

/**
 * lab.yaml of a folder with the overlay of a profile on top, as `loadLab` takes them.
 *
 * @param named how the profile was chosen, for the error: `LAB_PROFILE=quikc`
 * @throws UserError when there is no such profile
 */
export function labFiles(root: string, profile: string, named: string): Source[] {
  const read = (file: string): Source => ({ file, text: readFileSync(join(root, file), 'utf8') });
  const overlay = `lab.${profile}.yaml`;
  if (profile === DEFAULT_PROFILE) return [read(BASE)];
  if (!existsSync(join(root, overlay))) throw unknownProfile(root, profile, named);
  return [read(BASE), read(overlay)];
}

function unknownProfile(root: string, profile: string, named: string): UserError {
  const known = [DEFAULT_PROFILE, ...readdirSync(root).flatMap((name) => /^lab\.(.+)\.yaml$/.exec(name)?.[1] ?? [])];
  const meant = nearest(profile, known);
  return new UserError({
    where: named,
    problem: `there is no lab.${profile}.yaml.`,
    fix: meant === undefined ? `Profiles: ${known.join(', ')}.` : `Did you mean ${meant}?`,
    exit: 'usage',
  });
}
