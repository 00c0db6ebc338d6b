import { join } from 'node:path';
import {
  loadLab,
  tradeoffRunName,
  type BenchmarkResult,
  type LoadedLab,
  type Run,
  type Source,
  type Tradeoffs,
} from '../../contract';
import { tradeoffResult } from '../../benchmarks/tradeoffs/result';
import { LAB_DIR } from '../paths';
import { clockText, Progress } from '../progress';
import { runBenchmarks, runDocument, startLab, type SessionInput } from './session';
import { estimateSeconds, labSteps } from './steps';

/** Starting and stopping a lab, on top of what it measures. */
const RESTART_SECONDS = 12;
const ACCURACY_NAME = 'tradeoffs/accuracy';

/** One start of the lab with one arm's settings. */
interface ArmRun {
  readonly row: string;
  /** Of the row. */
  readonly title: string;
  readonly arm: string;
  readonly repeat: number;
  readonly loaded: LoadedLab;
  readonly name: string;
}

/** What a run of trade-offs takes; `sources` are lab.yaml and its profile. */
type TradeoffInput = Omit<SessionInput, 'benchmarks' | 'progress'> & {
  readonly sources: readonly Source[];
  readonly tradeoffs: Tradeoffs;
  readonly print: (line: string) => void;
};

/** Starts the lab for every arm and repeat, one after another (side by side they would share cores), and fills one table. */
export async function runTradeoffs(input: TradeoffInput): Promise<Run> {
  const startedAt = input.now();
  const plan = armRuns(input.sources, input.tradeoffs);
  const runs = new Map<string, BenchmarkResult>();
  const accuracies = new Map<string, BenchmarkResult>();
  const failures: Run['failures'] = [];
  for (const [index, one] of plan.entries()) {
    input.signal.throwIfAborted();
    const left = plan.slice(index).reduce((sum, later) => sum + secondsOf(later), 0);
    input.print(
      `==> [${index + 1}/${plan.length}] ${one.row}: ${one.arm}, run ${one.repeat + 1}  (about ${clockText(left)} left)`,
    );
    const isNewModel = !knows(accuracies, one.loaded.lab.model.variant);
    const measured = await runArm(one, isNewModel, input);
    failures.push(...measured.failures);
    for (const result of measured.results) {
      if (result.kind === 'accuracy') accuracies.set(result.subject.modelSha256 ?? '', renamed(result));
      else runs.set(one.name, { ...result, title: `${one.title}: ${one.arm}, run ${one.repeat + 1}` });
    }
  }
  const durationSeconds = (input.now().getTime() - startedAt.getTime()) / 1000;
  const table = tradeoffResult(
    { rows: input.tradeoffs.rows, repeats: input.tradeoffs.repeats, runs, accuracies },
    { startedAt: startedAt.toISOString(), durationSeconds, configHash: input.loaded.configHash },
  );
  const results = [...(table === undefined ? [] : [table]), ...accuracies.values(), ...runs.values()];
  return runDocument(input, startedAt, { results, failures });
}

function knows(accuracies: ReadonlyMap<string, BenchmarkResult>, variant: string): boolean {
  return [...accuracies.values()].some(({ subject }) => subject.modelVariant === variant);
}

/** `tradeoffs/accuracy-int8` */
function renamed(result: BenchmarkResult): BenchmarkResult {
  const variant = result.subject.modelVariant ?? 'unknown';
  return { ...result, name: `${ACCURACY_NAME}-${variant}`, title: `Accuracy of ${variant}` };
}

async function runArm(one: ArmRun, isNewModel: boolean, input: TradeoffInput): Promise<Run> {
  const names = Object.keys(one.loaded.lab.benchmarks);
  const benchmarks = isNewModel ? names : names.filter((name) => name !== ACCURACY_NAME);
  const { loaded } = one;
  const progress = new Progress(labSteps(loaded.lab, benchmarks), join(LAB_DIR, 'timings-tradeoffs.json'), (line) => {
    // Only the current step: the heading of the arm shows the overall progress.
    if (line.startsWith('    no result')) input.print(line);
  });
  const session: SessionInput = { ...input, loaded, benchmarks, progress };
  const cluster = await startLab(session);
  try {
    return await runBenchmarks(cluster, session);
  } finally {
    await cluster.stop();
  }
}

function secondsOf({ loaded }: ArmRun): number {
  return Object.values(loaded.lab.benchmarks).reduce((sum, one) => sum + estimateSeconds(loaded.lab, one), RESTART_SECONDS);
}

/**
 * Every start of the lab, in order: row after row, in each the arms forwards and backwards in turn.
 *
 * @throws UserErrors naming the arm whose settings are wrong, before anything is started
 */
export function armRuns(sources: readonly Source[], tradeoffs: Tradeoffs): ArmRun[] {
  return Object.entries(tradeoffs.rows).flatMap(([row, settings]) =>
    Array.from({ length: tradeoffs.repeats }, (_, repeat) => {
      const arms = Object.entries(settings.arms);
      return (repeat % 2 === 0 ? arms : arms.reverse()).map(([arm, { lab, measure }]): ArmRun => {
        const name = tradeoffRunName(row, arm, repeat);
        const wanted = { ...settings.measure, ...measure };
        const overlay = (part: string, content: object): Source => ({
          file: `tradeoffs.rows.${row}.${part}`,
          text: JSON.stringify(content),
        });
        const loaded = loadLab([
          ...sources,
          overlay('lab', settings.lab),
          overlay(`arms.${arm}.lab`, lab),
          overlay(`arms.${arm}.measure`, { tradeoffs: null, benchmarks: only(sources, name, wanted, tradeoffs.accuracyEmails) }),
        ]);
        return { row, title: settings.title, arm, repeat, loaded, name };
      });
    }).flat(),
  );
}

/** The one benchmark of an arm, with all others of the lab taken away. */
function only(sources: readonly Source[], name: string, wanted: object, emails: number): Record<string, object | null> {
  const others = Object.keys(loadLab(sources).lab.benchmarks).map((other) => [other, null] as const);
  const target = (wanted as { target?: unknown }).target;
  // Only a server that answers at once can be asked for its accuracy; the queue serves the same model.
  const accuracy = target === 'fastapi' ? { [ACCURACY_NAME]: { kind: 'accuracy', target, emails, minAccuracy: 0 } } : {};
  return { ...Object.fromEntries(others), [name]: wanted, ...accuracy };
}
