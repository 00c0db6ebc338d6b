import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { modelManifestSchema } from '../../../../contract/model';
import { UserError } from '../../../../contract/user-error';
import type { ModelIdentity } from '../prediction';
import { textRuleSchema } from './text-rule';

const servedManifestSchema = modelManifestSchema.extend({ text: textRuleSchema });
export type ServedManifest = z.infer<typeof servedManifestSchema>;

/** A model whose files match its manifest. */
export interface Artifact {
  readonly modelPath: string;
  readonly tokenizerPath: string;
  readonly manifest: ServedManifest;
}

/**
 * Reads `manifest.json` of a folder and checks size and SHA-256 of the files it names.
 *
 * @throws UserError with exit code "artifact" naming the file and what is wrong with it
 */
export async function openArtifact(folder: string): Promise<Artifact> {
  const manifest = await readManifest(join(folder, 'manifest.json'));
  const { model, tokenizer } = manifest.files;
  const modelPath = await checkedFile(folder, model);
  const tokenizerPath = await checkedFile(folder, tokenizer);
  return { modelPath, tokenizerPath, manifest };
}

export function identityOf({ manifest }: Artifact): ModelIdentity {
  return { name: manifest.name, variant: manifest.variant, sha256: manifest.files.model.sha256 };
}

/** Makes the error for a wrong artifact; never throws. */
export function artifactError(where: string, problem: string): UserError {
  return new UserError({ where, problem, fix: 'Build the model artifact again.', code: 'model-wrong' });
}

async function readManifest(path: string): Promise<ServedManifest> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw artifactError(path, missing ? 'does not exist.' : `cannot be read: ${(error as Error).message}.`);
  }
  const parsed = servedManifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw artifactError(path, `is not a lab.model/v1 manifest: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`);
}

async function checkedFile(folder: string, entry: { path: string; sha256: string; bytes: number }): Promise<string> {
  const path = join(folder, entry.path);
  try {
    const { size } = await stat(path);
    if (size !== entry.bytes) throw artifactError(path, `has ${size} bytes, its manifest says ${entry.bytes}.`);
    const sha256 = await sha256Of(path);
    if (sha256 !== entry.sha256)
      throw artifactError(
        path,
        `was changed: its SHA-256 is ${sha256.slice(0, 12)}…, its manifest says ${entry.sha256.slice(0, 12)}….`,
      );
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw artifactError(path, `cannot be read: ${(error as Error).message}.`);
  }
  return path;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
