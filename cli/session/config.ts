import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PROFILE } from '../../charts-src';
import { loadLab, nearest, UserError, type LoadedLab, type Source } from '../../contract';
import { REPO } from '../paths';

export interface ConfigOptions {
  /** lab.yaml to read; its profiles lie beside it. */
  readonly file: string;
  readonly profile: string;
}

/** lab.yaml with the profile's overlay on top. */
export function readLab(options: ConfigOptions): LoadedLab {
  return loadLab(labSources(options));
}

/** The texts that make a lab: lab.yaml, then the profile's overlay. */
export function labSources(options: ConfigOptions): Source[] {
  const base = options.file;
  const sources = [{ file: base, text: readText(base) }];
  if (options.profile !== DEFAULT_PROFILE) {
    const overlay = base.replace(/\.ya?ml$/, `.${options.profile}.yaml`);
    if (!existsSync(overlay)) throw unknownProfile(base, options.profile);
    sources.push({ file: overlay, text: readText(overlay) });
  }
  return sources.map((source) => ({ ...source, file: shownAs(source.file) }));
}

function shownAs(file: string): string {
  return file.startsWith(`${REPO}/`) ? file.slice(REPO.length + 1) : file;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError({
      where: shownAs(file),
      problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
      fix: 'Name another file with --config.',
      exit: 'config',
    });
  }
}

function unknownProfile(base: string, profile: string): UserError {
  const folder = join(base, '..');
  const known = readdirSync(folder).flatMap((name) => /^lab\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  const meant = nearest(profile, known);
  return new UserError({
    where: `--profile ${profile}`,
    problem: `there is no lab.${profile}.yaml.`,
    fix: meant === undefined ? `Profiles: ${[DEFAULT_PROFILE, ...known].join(', ')}.` : `Did you mean ${meant}?`,
    exit: 'usage',
  });
}
