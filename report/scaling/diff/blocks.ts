import type { DiffReport, GateResult, ObjectChange } from '../../../scaling/diff';
import type { Finding } from '../../../scaling/lint';
import { groupFindings, placesText, type FindingGroup } from '../findings';
import { details, list, paragraph, table, type Block, type Item, type Table, type Workload } from '../../model/block';
import { leftOutWords, notJudgedItems, repairedWords } from '../not-judged';
import { kserveModeNotes } from '../kserve-mode';
import { recordWords } from '../score';
import { versionNote } from '../version';
import { assumptions } from './assumptions';
import { capacityRows, type Row } from './capacity-rows';
import { changeWords } from './change-words';
import { deployAssumptions, deployBlocks } from './deploys';
import { expectations } from './expectations';
import { mattersSentences } from './matters-words';
import { momentItems } from './moment-words';
import {
  ILLUSTRATION_NOTE,
  isIllustration,
  peakWords,
  predictedPods,
  predictedSentences,
  provenance,
  rangesOf,
  summaryOf,
  type PredictedPods,
} from './predicted';

/** The report on a change, the answer first. */
export function diffBlocks(report: DiffReport): Block[] {
  const { changes, consequences, newFindings, resolvedFindings, predictions } = report;
  const verdicts: Block = { kind: 'verdicts', verdicts: report.gates.map(verdictOf) };
  const version = paragraph([versionNote(report.kubernetesVersion), ...kserveModeNotes(report.kserveMode)].join(' '), 'aside');
  const leftOut = paragraph(leftOutWords(report), 'aside');
  if (!report.isChanged) return [leftOut, verdicts, version];
  return [
    verdicts,
    list('Not judged: nothing below speaks of it', notJudgedItems(report)),
    leftOut,
    list('', repairedWords(report)),
    paragraph(provenance(report), 'aside'),
    paragraph(report.trackRecord === null ? '' : recordWords(report.trackRecord), 'aside'),
    version,
    list('At the moment of applying', momentItems(report)),
    list('What to expect in production', [...expectations(report), ...mattersSentences(report), ...predictedSentences(report)]),
    list('Watch out', groupFindings(newFindings).map(findingItem)),
    list('What changes', changes.map(changeWords)),
    sidesTable('At most (every autoscaler at its maximum)', totalRows(consequences)),
    ...deployBlocks(report),
    list(
      'Not predicted',
      (predictions?.unpredicted ?? []).map(({ pods, reason }) => `${pods}: ${reason}`),
    ),
    paragraph(isIllustration(report) ? ILLUSTRATION_NOTE : '', 'caution'),
    { kind: 'workloads', workloads: predictedPods(predictions).map((one) => workload(one, report)) },
    details(
      'Each workload at its maximum',
      'pages',
      consequences.rows.map(({ pods, base, head }) => sidesTable(pods, capacityRows(base, head))),
    ),
    details('Every setting that changes', 'pages', [settingsTable(changes)]),
    details('Findings that are gone', 'everywhere', [list('', resolvedFindings.map(goneWords))]),
    details('How this was computed, and what it assumes', 'everywhere', [
      list('', [...assumptions(report), ...deployAssumptions(report)]),
    ]),
  ];
}

function verdictOf({ expression, pass, verdict, message }: GateResult): {
  isPassed: boolean;
  isKnown: boolean;
  text: string;
} {
  const isKnown = verdict !== 'unknown';
  const how = isKnown || pass ? '' : 'cannot be judged, which counts as failed: ';
  return { isPassed: pass, isKnown, text: `--fail-on ${expression}: ${how}${message}` };
}

function findingItem(group: FindingGroup): Item {
  const { findings, isOneMessage } = group;
  const [{ severity, object, path, message, fix, rule, file, line }] = findings;
  if (findings.length > 1) {
    const what = isOneMessage ? `${message}. ` : '';
    return { lead: severity, text: `${findings.length} times ${rule}: ${what}At ${placesText(group)}. ${fix}` };
  }
  return { lead: severity, text: `${object}: ${path} ${message}. ${fix} (${rule}, ${file}:${line})` };
}

function goneWords({ object, path, message, rule }: Finding): string {
  return `${object}: ${path} ${message} (${rule})`;
}

function workload(predicted: PredictedPods, report: DiffReport): Workload {
  const { pods, scenarios } = predicted;
  const summary = summaryOf(predicted);
  return {
    title: `${isIllustration(report) ? 'Predicted (illustration: service times are assumed)' : 'Predicted'}: ${pods}`,
    summary: table('', summary.columns, summary.rows),
    ranges: sidesTable(pods, rangesOf(predicted)),
    charts: scenarios.flatMap(({ scenario, timeSeries }) =>
      timeSeries === undefined
        ? []
        : [
            {
              title: `${pods}, ${scenario} (load ${peakWords(timeSeries)})`,
              timeSeries,
              sloP95Ms: report.slo.p95Ms,
            },
          ],
    ),
  };
}

/** None where no pods are counted on either side: zeros would say that there are none, and what is not judged may make some. */
function totalRows({ total: { base, head } }: DiffReport['consequences']): Row[] {
  return base.maxPods === 0 && head.maxPods === 0 ? [] : capacityRows(base, head);
}

function sidesTable(title: string, rows: readonly Row[]): Table {
  return table(title, ['', 'base', 'head', { title: 'change' }], rows);
}

function settingsTable(changes: readonly ObjectChange[]): Table {
  const columns = ['object', 'setting', 'base', 'head', 'where'].map((title) => ({ title }));
  return table(
    '',
    columns,
    changes.flatMap(({ object, change, settings, file, line }) =>
      settings.map(({ label, base, head }) => [
        change === 'changed' ? object : `${object} (${change})`,
        label,
        base ?? '(not set)',
        head ?? '(not set)',
        `${file}:${line}`,
      ]),
    ),
  );
}
