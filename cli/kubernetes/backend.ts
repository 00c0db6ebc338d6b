import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Readable and writable by its owner only. */
const OWNER_ONLY = 0o600;
const PASSPHRASE_BYTES = 32;

/**
 * Environment in which Pulumi keeps the lab's stacks on this machine: state in a folder of the checkout, secrets in it under a
 * passphrase that is made once and stays beside it, readable by its owner only. No login is needed.
 *
 * @param labDir folder that git ignores
 */
export function localBackend(labDir: string): Readonly<Record<string, string>> {
  const state = join(labDir, 'pulumi');
  mkdirSync(state, { recursive: true });
  const passphrase = join(state, 'passphrase');
  if (!existsSync(passphrase))
    writeFileSync(passphrase, randomBytes(PASSPHRASE_BYTES).toString('base64url'), { mode: OWNER_ONLY });
  return {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  };
}
