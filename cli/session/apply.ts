import { join } from 'node:path';
import { plain, readLab } from '../../contract';
import {
  applyToRunning,
  Changes,
  follow,
  listObjects,
  requireLinux,
  runningLab,
  textAt,
  waitForRunning,
  type ApiObject,
  type ApplyAnswer,
} from '../../local';
import { LAB_DIR, REPO, RUN_DIR } from '../paths';
import { Progress } from '../progress';
import { requireNoGpu } from '../setup/machine';
import { findPython } from '../setup/python';
import { prepareLab, READY_SECONDS } from './session';
import { APPLY_STEPS } from './steps';

export interface ApplyOptions {
  readonly config: string;
  readonly profile: string;
}

/** Rolls the lab as its files are now out in the lab that runs, and prints what changed. Throws a UserError when a pod cannot get ready. */
export async function applyLab(options: ApplyOptions, signal: AbortSignal): Promise<void> {
  requireLinux(process.platform);
  const { apiUrl } = runningLab(RUN_DIR);
  const loaded = readLab({ root: REPO, file: options.config, profile: options.profile });
  requireNoGpu(loaded.lab);
  const progress = new Progress(APPLY_STEPS, join(LAB_DIR, 'timings.json'), (line) => console.error(line));
  const prepared = await prepareLab({ loaded, benchmarks: [], python: findPython(process.env), progress, signal });
  await progress.run('rollout', async () => {
    const over = new AbortController();
    const seen = new Changes();
    // What happened before this apply is no news.
    seen.of(await scalings(apiUrl, signal), idOf, countOf);
    const answer = await applyToRunning(RUN_DIR, prepared, signal);
    for (const line of answerLines(answer)) console.log(line);
    const news = async (): Promise<void> => {
      for (const event of seen.of(await scalings(apiUrl, signal), idOf, countOf)) progress.note(plain(textAt(event, 'message')));
    };
    const following = follow(over.signal, news);
    try {
      await waitForRunning(RUN_DIR, { timeoutSeconds: READY_SECONDS }, signal);
    } finally {
      over.abort();
      await following;
    }
    await news();
  });
  progress.save();
  console.log('Every service runs as its manifest says. ./lab get rs shows the pods of each template.');
}

async function scalings(apiUrl: string, signal: AbortSignal): Promise<ApiObject[]> {
  return listObjects(apiUrl, '/api/v1/events?fieldSelector=reason=ScalingReplicaSet', signal);
}

function idOf(event: ApiObject): string {
  return textAt(event, 'metadata.uid');
}

function countOf(event: ApiObject): string {
  return textAt(event, 'count');
}

function answerLines({ applied, left }: ApplyAnswer): string[] {
  const unchanged = applied.filter(({ change }) => change === 'unchanged').length;
  return [
    ...applied.filter(({ change }) => change !== 'unchanged').map(({ title, change }) => `${title} ${change}`),
    `${unchanged} objects unchanged.`,
    ...left.map((title) => `${title} is in no manifest any more and stays until ./lab down.`),
  ];
}
