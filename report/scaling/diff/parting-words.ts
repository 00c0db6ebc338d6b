import { cpuText, shortNumber, type Consequence, type Parting } from '../../../scaling/diff';

/** The loads at which both sides run another number of pods. */
export function partingWords({ pods, parting }: Consequence): string | undefined {
  if (parting === null) return undefined;
  const { fromMilli, toMilli, isOneOfSeveral } = parting;
  const amount = (milli: number): string => amountText(parting, milli);
  const examples = parting.examples.map(({ loadMilli, base, head }) => `${base} → ${head} at ${amount(loadMilli)}`).join(', ');
  const where = rangeWords(fromMilli === 0 ? undefined : amount(fromMilli), toMilli === null ? undefined : amount(toMilli));
  const only = isOneOfSeveral ? ', as far as this metric decides' : '';
  return `${pods} runs another number of pods than before ${where} (${WHAT[parting.by](parting.metric)}${only})${examples === '' ? '' : `: ${examples}`}.`;
}

const WHAT: Readonly<Record<Parting['by'], (metric: string) => string>> = {
  cpu: () => 'CPU in use by all pods together',
  concurrency: () => 'requests in work at a time',
  rps: () => 'requests per second',
  // KEDA numbers the metrics of its triggers: s0-rabbitmq-mails.
  metric: (metric) => `${metric.replace(/^s\d+-/, '')} in total`,
};

function rangeWords(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return to === undefined ? 'under every load' : `below ${to}`;
  return to === undefined ? `from ${from} on` : `between ${from} and ${to}`;
}

function amountText({ by }: Parting, milli: number): string {
  return by === 'cpu' ? cpuText(milli / 1000) : shortNumber(milli / 1000);
}
