import { isRecord, UserError } from '../../../contract';
import { parseAllDocuments } from 'yaml';

/** The two files of a recorded case. */
export interface CaseText {
  readonly id: string;
  /** What was applied: one document per step. */
  readonly input: { readonly file: string; readonly text: string };
  /** What was there after each step, and two records that are not Kubernetes objects: `Admission` and `EventSummary`. */
  readonly output: { readonly file: string; readonly text: string };
}

export type Document = Readonly<Record<string, unknown>>;

/** What the recorded cluster answered to one step, and had when nothing changed any more. */
export interface ExpectedStep {
  readonly isAccepted: boolean;
  /** What kubectl printed when it was refused. */
  readonly message: string;
  readonly objects: readonly Document[];
}

export interface RecordedCase {
  readonly id: string;
  readonly applied: readonly Document[];
  readonly expected: readonly ExpectedStep[];
}

/** @throws UserError naming the file when it is not YAML, holds nothing, or has no record of what was expected */
export function parseCase({ id, input, output }: CaseText): RecordedCase {
  const applied = documentsOf(input.file, input.text);
  if (applied.length === 0) throw malformed(input.file, 'is missing, or holds no object to apply');
  const records = documentsOf(output.file, output.text);
  if (records.length === 0) throw malformed(output.file, 'is missing, or holds no record of what the cluster had');
  const answers = admissionsIn(records);
  const perStep = objectsByStep(records, applied.length);
  return {
    id,
    applied,
    expected: perStep.map((_, index) => ({
      isAccepted: answers.get(index + 1)?.isAccepted ?? true,
      message: answers.get(index + 1)?.message ?? '',
      objects: perStep[index] ?? [],
    })),
  };
}

function documentsOf(file: string, text: string): Document[] {
  const parsed = parseAllDocuments(text, { merge: true, logLevel: 'error' });
  if ('empty' in parsed) return [];
  return parsed.flatMap((document) => {
    const [mistake] = document.errors;
    if (mistake !== undefined) throw malformed(file, `is not YAML: ${mistake.message.split('\n')[0] ?? ''}`);
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined) return [];
    if (!isRecord(value)) throw malformed(file, 'has a document that is not a map');
    return [value];
  });
}

function malformed(where: string, problem: string): UserError {
  return new UserError({
    where,
    problem: `${problem}.`,
    fix: 'A case is a folder with input.yaml and output.yaml; see tests/conformance/kserve.',
    code: 'document-wrong',
  });
}

function admissionsIn(records: readonly Document[]): Map<number, { readonly isAccepted: boolean; readonly message: string }> {
  const results = records
    .filter(({ kind }) => kind === 'Admission')
    .flatMap(({ results: list }) => (Array.isArray(list) ? (list as unknown[]) : []))
    .filter(isRecord);
  return new Map(
    results.map(({ step, accepted, message }, index) => [
      typeof step === 'number' ? step : index + 1,
      { isAccepted: accepted === true, message: typeof message === 'string' ? message : '' },
    ]),
  );
}

/**
 * Objects stand behind the boundary of their step; without boundaries all are of the last step. A boundary may come after more steps than
 * objects were applied: something else happened in between.
 */
function objectsByStep(records: readonly Document[], applied: number): Document[][] {
  const boundaries = records.flatMap(({ kind, afterStep }) => (kind === 'StepBoundary' ? [Number(afterStep)] : []));
  const steps = Math.max(applied, ...boundaries.filter(Number.isSafeInteger));
  const perStep: Document[][] = Array.from({ length: Math.min(steps, MOST_STEPS) }, () => []);
  let current = steps;
  for (const record of records) {
    if (record['kind'] === 'StepBoundary') current = Number(record['afterStep']);
    else if (record['kind'] !== 'Admission' && record['kind'] !== 'EventSummary') perStep[current - 1]?.push(record);
  }
  return perStep;
}

/** More than anybody records; a boundary beyond is a mistake. */
const MOST_STEPS = 1000;
