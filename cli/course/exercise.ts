import type { BenchmarkResult, Run } from '../../contract';

/** What answers are computed from besides `scaling/`: the runs that were kept on this machine. */
export interface World {
  /** Oldest first. */
  readonly runs: readonly Run[];
}

/** The right answer, and how it comes about. */
export type Expected =
  | { readonly kind: 'number'; readonly value: number; readonly withinShare: number; readonly because: string }
  | { readonly kind: 'word'; readonly value: string; readonly because: string }
  /** Something has to be done first. */
  | { readonly kind: 'later'; readonly needs: string; readonly command: string };

export interface Exercise {
  /** A letter. */
  readonly name: string;
  readonly question: string;
  /** Unit of a number, or the words to choose from. */
  readonly answerIn: string;
  readonly expected: (world: World) => Expected;
}

export interface Lesson {
  readonly number: number;
  readonly title: string;
  /** Below docs/course. */
  readonly page: string;
  readonly exercises: readonly Exercise[];
}

/** A number that is exact, or rounded by whoever answers. */
export function number(value: number, because: string, withinShare = 0.02): Expected {
  return { kind: 'number', value, withinShare, because };
}

export function word(value: string, because: string): Expected {
  return { kind: 'word', value, because };
}

/**
 * The newest result of a kind, and what follows from it.
 *
 * @param command that leaves such a result
 */
export function fromResult(
  kind: BenchmarkResult['kind'],
  command: string,
  then: (result: BenchmarkResult) => Expected | undefined,
): Exercise['expected'] {
  return ({ runs }) => {
    const results = runs.flatMap((run) => run.results).filter((result) => result.kind === kind);
    const found = results.reverse().flatMap((result) => then(result) ?? [])[0];
    return found ?? { kind: 'later', needs: `a result of kind ${kind} with that number`, command };
  };
}

/** A metric of the newest result that has it. */
export function metricOf(kind: BenchmarkResult['kind'], metric: string, command: string): Exercise['expected'] {
  return fromResult(kind, command, ({ metrics, name, startedAt }) => {
    const value = metrics[metric];
    return value === undefined ? undefined : number(value, `${metric} of ${name}, ${startedAt}`);
  });
}
