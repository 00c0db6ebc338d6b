import type { DiffPage, DiffTable, PredictedSection, Sides } from '../report/scaling-diff';
import {
  assumptions,
  capacityRows,
  changeWords,
  expectations,
  headline,
  ILLUSTRATION_NOTE,
  isIllustration,
  noChangeLine,
  peakWords,
  predictedPods,
  predictedSentences,
  provenance,
  predictionTitle,
  type BandCurve,
  type DiffReport,
  type PredictedPods,
} from '../scaling/diff';

/** What a page says of a comparison: the same words as in the terminal and in Markdown. */
export function diffPage(report: DiffReport): DiffPage {
  const { base, head, changes, traps, fixed, consequences, predictions } = report;
  return {
    headline: report.isChanged ? headline(report) : noChangeLine(report).trim(),
    base,
    head,
    gates: report.gates.map(({ expression, message, verdict }) => ({ sign: verdict, text: `${expression}: ${message}` })),
    lists: [
      {
        title: 'What to expect in production',
        items: [provenance(report), ...expectations(report), ...predictedSentences(report)],
      },
      {
        title: 'Watch out',
        items: traps.map(({ severity, object, path, message, fix }) => `${severity}: ${object}: ${path} ${message}. ${fix}`),
      },
      { title: 'What changes', items: changes.map(changeWords) },
      { title: 'Not predicted', items: (predictions?.unpredicted ?? []).map(({ pods, reason }) => `${pods}: ${reason}`) },
    ],
    note: isIllustration(report) ? ILLUSTRATION_NOTE : '',
    predictions: predictedPods(report).map((one) => section(report, one)),
    tables: report.isChanged
      ? [
          sidesTable('At most (every autoscaler at its maximum)', capacityRows(consequences.total.base, consequences.total.head)),
          {
            title: 'Every setting that changes',
            columns: ['object', 'setting', 'base', 'head', 'where'],
            rows: changes.flatMap(({ object, file, line, settings }) =>
              settings.map(({ label, base: before, head: after }) => [
                object,
                label,
                before ?? 'not set',
                after ?? 'not set',
                `${file}:${line}`,
              ]),
            ),
          },
          listTable(
            'Findings that are gone',
            fixed.map(({ object, path, message }) => `${object}: ${path} ${message}`),
          ),
          listTable('How this was computed, and what it takes for granted', assumptions(report)),
        ].filter(({ rows }) => rows.length > 0)
      : [],
  };
}

function section(report: DiffReport, { pods, scenarios }: PredictedPods): PredictedSection {
  const rows = scenarios.flatMap(({ scenario, cells }) =>
    cells.map(({ title, base, head, change }) => ({ what: `${scenario}: ${title}`, base, head, change })),
  );
  const { p95Ms } = report.slo;
  return {
    title: `${predictionTitle(report)}: ${pods}`,
    table: sidesTable(pods, rows),
    charts: scenarios.flatMap(({ scenario, course }) =>
      course === undefined
        ? []
        : [
            {
              title: `${scenario}, ${peakWords(course)}`,
              offeredRps: points(course.offeredRps, course.stepSeconds),
              replicas: sides(course.replicas, course.stepSeconds),
              p95Ms: sides(course.p95Ms, course.stepSeconds),
              slo: { label: `SLO ${p95Ms} ms`, value: p95Ms },
            },
          ],
    ),
  };
}

function sides({ base, head }: { readonly base: BandCurve; readonly head: BandCurve }, stepSeconds: number): Sides {
  return { base: points(base.median, stepSeconds), head: points(head.median, stepSeconds) };
}

function points(values: readonly (number | null)[], stepSeconds: number): [number, number][] {
  return values.flatMap((value, index): [number, number][] => (value === null ? [] : [[index * stepSeconds, value]]));
}

function sidesTable(title: string, rows: ReturnType<typeof capacityRows>): DiffTable {
  return {
    title,
    columns: ['', 'base', 'head', 'change'],
    rows: rows.map(({ what, base, head, change }) => [what, base, head, change]),
  };
}

function listTable(title: string, items: readonly string[]): DiffTable {
  return { title, columns: [''], rows: items.map((item) => [item]) };
}
