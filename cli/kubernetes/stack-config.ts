import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

/** Values of `pulumi config` without their prefix `lab:`; undefined values are left out. */
export type StackSettings = Readonly<Record<string, string | undefined>>;

const PREFIX = 'lab:';

interface StackFile {
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Replaces the settings of an earlier run in a stack's configuration file. Secrets stay, and so does what Pulumi keeps there. */
export function writeStackConfig(file: string, settings: StackSettings): void {
  const present = (existsSync(file) ? parse(readFileSync(file, 'utf8')) : null) as StackFile | null;
  const kept = Object.entries(present?.config ?? {}).filter(
    ([key, value]) => !key.startsWith(PREFIX) || typeof value === 'object',
  );
  const given = Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[PREFIX + key, value]]));
  const config = Object.fromEntries([...kept, ...given]) as Readonly<Record<string, unknown>>;
  writeFileSync(file, stringify({ ...present, config }));
}
