import { readFileSync } from 'node:fs';
import { UserError } from '../../../../contract';
import { asJson, differences, type Difference, type Replayer } from './differences';
import { hpaReplayer, type HpaSetup } from './hpa';
import { kedaReplayer, type KedaSetup } from './keda';
import { kpaReplayer } from './kpa';
import type { KpaSetup } from '../../decisions/kpa-steps';
import { DECISIONS_SCHEMA, type DecisionHeader } from '../../decisions/log';

export interface Mismatch extends Difference {
  /** 1 is the header. */
  readonly line: number;
  readonly atMs: number;
}

const REPLAYERS: Readonly<Record<DecisionHeader['controller'], (setup: object) => Replayer>> = {
  hpa: (setup) => hpaReplayer(setup as HpaSetup),
  kpa: (setup) => kpaReplayer(setup as KpaSetup),
  keda: (setup) => kedaReplayer(setup as KedaSetup),
};

/**
 * Repeats every recorded decision with `scaling/` from its recorded inputs, and compares all fields of the outcomes.
 * Empty when they all agree. Throws a UserError for a file that is not a recording.
 */
export function replayDecisions(file: string): Mismatch[] {
  const [header, ...steps] = readLines(file);
  const { schema, controller, setup } = (header ?? {}) as Partial<DecisionHeader> & { readonly schema?: string };
  if (schema !== DECISIONS_SCHEMA || controller === undefined || !(controller in REPLAYERS) || setup === undefined)
    throw new UserError({
      where: file,
      problem: `is not a recording of decisions (${DECISIONS_SCHEMA}).`,
      code: 'document-wrong',
    });
  const replay = REPLAYERS[controller](setup);
  return steps.flatMap((step, index) => {
    const { at } = step as { readonly at: number };
    const recorded = step as Readonly<Record<string, unknown>>;
    return Object.entries(replay(step)).flatMap(([field, replayed]) =>
      differences(recorded[field], asJson(replayed), field).map((one) => ({ line: index + 2, atMs: at, ...one })),
    );
  });
}

function readLines(file: string): object[] {
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    throw new UserError({ where: file, problem: 'cannot be read.', code: 'document-unreadable' });
  }
  // After the last line end there is nothing, or half a line if the engine was killed while it wrote.
  return lines.slice(0, -1).map((line, index) => {
    try {
      return JSON.parse(line) as object;
    } catch {
      throw new UserError({ where: `${file}:${index + 1}`, problem: 'is not JSON.', code: 'document-unreadable' });
    }
  });
}
