import { UserError } from '../../contract';
import { isAtLeast } from '../lint';
import { totalCapacity } from './capacity';
import { cpuText, shortNumber, usdText } from './metrics';
import { decisive } from './not-judged';
import { predictedWorsening, type Judgement } from './predicted-gate';
import type { Capacity, Consequences, DiffReport, Unknown } from './schema';

/** A condition that stops a change. */
export type Gate =
  | { readonly kind: 'lint'; readonly expression: string }
  | { readonly kind: 'apply'; readonly expression: string }
  | { readonly kind: 'slo'; readonly expression: string }
  | { readonly kind: 'growth'; readonly expression: string; readonly metric: string; readonly percent: number };

/** What can be compared without traffic, all at the maximum number of pods. */
interface StaticMetric {
  readonly name: string;
  /** The requests that it is computed from. */
  readonly needs: readonly Unknown['resource'][];
  readonly of: (capacity: Capacity) => number | null;
  readonly show: (value: number) => string;
}

const STATIC: Readonly<Partial<Record<string, StaticMetric>>> = {
  cost: {
    name: 'price per hour at the maximum',
    needs: ['cpu', 'memory'],
    of: ({ priceUsdPerHour }) => priceUsdPerHour,
    show: usdText,
  },
  pods: { name: 'pods at the maximum', needs: [], of: ({ maxPods }) => maxPods, show: String },
  cpu: { name: 'CPU requested at the maximum', needs: ['cpu'], of: ({ cpuCores }) => cpuCores, show: cpuText },
  memory: {
    name: 'memory requested at the maximum',
    needs: ['memory'],
    of: ({ memoryGib }) => memoryGib,
    show: (gib) => `${shortNumber(gib)} GiB`,
  },
};

/** What only a prediction can say: by name on the command line, the metric of its rows. */
const PREDICTED: Readonly<Partial<Record<string, string>>> = {
  p50: 'p50Ms',
  p95: 'p95Ms',
  p99: 'p99Ms',
  errors: 'errorRate',
  'replica-hours': 'replicaHours',
  'cost-per-1000': 'costPer1000Usd',
};

const FORMS = `Write lint, apply, slo, or NAME>+PERCENT% with NAME one of ${[...Object.keys(STATIC), ...Object.keys(PREDICTED)].join(', ')}; for example 'cost>+30%'.`;

/**
 * Reads one --fail-on.
 *
 * @throws UserError when it is none
 */
export function parseGate(expression: string): Gate {
  const text = expression.replaceAll(' ', '');
  if (text === 'lint' || text === 'apply' || text === 'slo') return { kind: text, expression };
  const [, metric = '', percent = ''] = /^([a-z0-9-]+)>\+?(\d{1,6}(?:\.\d{1,6})?)%$/.exec(text) ?? [];
  if (STATIC[metric] === undefined && PREDICTED[metric] === undefined) {
    throw new UserError({ where: `--fail-on ${expression}`, problem: 'is not a condition.', fix: FORMS, code: 'flag-wrong' });
  }
  return { kind: 'growth', expression, metric, percent: Number(percent) };
}

/** What happens to a condition that cannot be judged because a prediction is missing. */
export type OnUnknown = 'fail' | 'allow';

/** Judges a report: what is not known does not pass, unless that is allowed. */
export function judge(report: DiffReport, gates: readonly Gate[], onUnknown: OnUnknown = 'fail'): DiffReport {
  return {
    ...report,
    gates: gates.map((gate) => {
      const refusals = refusedText(report);
      if (refusals !== undefined) return { expression: gate.expression, pass: false, verdict: 'fail', message: refusals };
      const known = judged(report, gate);
      const unread = unreadChanges(report);
      if (known.verdict !== 'fail' && unread !== undefined) {
        return { expression: gate.expression, pass: false, verdict: 'unknown', message: unread };
      }
      const { verdict, message } = known;
      const pass = verdict === 'pass' || (verdict === 'unknown' && onUnknown === 'allow');
      return { expression: gate.expression, pass, verdict, message };
    }),
  };
}

const MOST_NAMED = 3;

/** Why every gate fails: a value that the API server refuses never applies, and nothing can be computed with it. */
function refusedText({ refused }: DiffReport): string | undefined {
  const said = [...new Set(refused.map(({ object, path, message }) => `${object}: ${path} ${message}`))];
  if (said.length === 0) return undefined;
  const more = said.length > MOST_NAMED ? `; and ${said.length - MOST_NAMED} more` : '';
  return `the API server would refuse what changed (${said.slice(0, MOST_NAMED).join('; ')}${more})`;
}

/** Why no gate can pass: what changes and is not understood, by name. */
function unreadChanges({ notJudged }: DiffReport): string | undefined {
  const names = [
    ...new Set(decisive(notJudged).map(({ object, file, field }) => `${object ?? file}${field === null ? '' : ` (${field})`}`)),
  ];
  if (names.length === 0) return undefined;
  return `${namedFew(names, ', ')} changed and could not be judged`;
}

function namedFew(names: readonly string[], between: string): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return names.slice(0, MOST_NAMED).join(between) + more;
}

function judged(report: DiffReport, gate: Gate): Judgement {
  if (gate.kind === 'lint') {
    const count = report.newFindings.filter(({ severity }) => isAtLeast(severity, 'warning')).length;
    return {
      verdict: count === 0 ? 'pass' : 'fail',
      message: `${count} new ${count === 1 ? 'finding' : 'findings'} of lint, error or warning`,
    };
  }
  if (gate.kind === 'apply') {
    const bad = report.moments.filter(({ severity }) => isAtLeast(severity, 'warning'));
    const what = [...new Set(bad.map(({ pods, kind }) => `${pods} (${kind})`))].join(', ');
    return bad.length === 0
      ? { verdict: 'pass', message: 'nothing at the moment of applying is worse than a note' }
      : { verdict: 'fail', message: `at the moment of applying: ${what}` };
  }
  if (gate.kind === 'slo') return predictedWorsening(report, 'withinSloShare', 0);
  const fixed = STATIC[gate.metric];
  if (fixed === undefined) return predictedWorsening(report, PREDICTED[gate.metric] ?? '', gate.percent);
  return capacityGrowth(fixed, report.consequences, gate.percent);
}

/**
 * Judges the total, every deployment that changed, and all that changed together: something large that stays as it is makes no growth
 * small. Unknown where something that changes states no requests, unless what is stated grows by too much already.
 */
function capacityGrowth(metric: StaticMetric, consequences: Consequences, percent: number): Judgement {
  const { unknown } = consequences;
  const judged = scopesOf(consequences).map(({ name, base, head }): Judgement => {
    const { verdict, message } =
      boundGrowth(metric, base, head) ?? growth(metric, metric.of(base) ?? 0, metric.of(head) ?? 0, percent);
    return { verdict, message: name === '' ? message : `${name}: ${message}` };
  });
  const failed = judged.filter(({ verdict }) => verdict === 'fail').map(({ message }) => message);
  const judgement: Judgement =
    failed.length === 0 ? (judged[0] ?? NOTHING_GROWS) : { verdict: 'fail', message: namedFew(failed, '; ') };
  const missing = unknown.filter(
    ({ resource }) => metric.needs.length > 0 && (resource === 'all' || metric.needs.includes(resource)),
  );
  if (judgement.verdict === 'fail' || missing.length === 0) return judgement;
  return { verdict: 'unknown', message: `${metric.name} is not known: ${missing.map(unknownWords).join('; ')}` };
}

const NOTHING_GROWS: Judgement = { verdict: 'pass', message: 'nothing changes in scaling' };

/** Pods that are judged together. */
interface Scope {
  /** '' for all there are. */
  readonly name: string;
  readonly base: Capacity;
  readonly head: Capacity;
}

/** The total first. What is new has nothing to grow from: it counts in the total, or in all that is bounded, and beside what else changes. */
function scopesOf({ total, bounded: rest, deployments, rows }: Consequences): Scope[] {
  const each = deployments.flatMap(({ name, base, head }): Scope[] =>
    base === null || head === null ? [] : [{ name: name === '' ? 'what belongs to no deployment' : name, base, head }],
  );
  const together = scopeOf('the deployments that change, together', deployments);
  // Beside something without a bound, nothing else would ever grow.
  const beside =
    rest && (scopeOf('what changes and is bounded', rows.filter(isBoundedBefore)) ?? { name: 'all that is bounded', ...rest });
  const bounded = beside === null ? [] : [beside];
  const compared = [...(deployments.length > 1 ? [together] : []), ...bounded];
  return [{ name: '', ...total }, ...each, ...compared.flatMap((scope) => scope ?? [])];
}

/** undefined where the base has none of it. */
function scopeOf(name: string, parts: readonly Parts[]): Scope | undefined {
  const [base, head] = [parts.flatMap((part) => part.base ?? []), parts.flatMap((part) => part.head ?? [])];
  return base.length === 0 ? undefined : { name, base: totalCapacity(base), head: totalCapacity(head) };
}

type Parts = Readonly<Record<'base' | 'head', Capacity | null>>;

function isBoundedBefore({ base }: Parts): boolean {
  return base === null || base.maxPods !== null;
}

function unknownWords({ pods, resource, reason }: Unknown): string {
  if (reason === 'not-in-files') return `${pods} is not in these files, so that nobody knows what a pod requests`;
  if (reason === 'set-by-vpa') return `a VerticalPodAutoscaler sets what pods of ${pods} request`;
  return `a container of ${pods} states no ${resource} request`;
}

/** Where a side has no bound; undefined where both have one. */
function boundGrowth({ name }: StaticMetric, base: Capacity, head: Capacity): Judgement | undefined {
  if (head.maxPods === null) {
    return {
      verdict: base.maxPods === null ? 'pass' : 'fail',
      message: `${name} is not bounded${base.maxPods === null ? ' on either side' : ' any more'}`,
    };
  }
  return base.maxPods === null ? { verdict: 'pass', message: `${name} is bounded now` } : undefined;
}

function growth({ name, show }: StaticMetric, base: number, head: number, percent: number): Judgement {
  // A rounding error is not growth.
  const isWithin = head - base <= (base * percent) / 100 + base * 1e-9;
  const grown =
    base === 0
      ? head === 0
        ? '0 %'
        : 'from nothing'
      : `${head < base ? '' : '+'}${(((head - base) / base) * 100).toFixed(1)} %`;
  return { verdict: isWithin ? 'pass' : 'fail', message: `${name} ${show(base)} → ${show(head)} (${grown})` };
}
