import type { HeadlineNumber } from '../model/headline';
import { boundText } from '../model/verdict';
import { html, trusted, type Markup } from './markup';

const PADDING = 0.12;

/** Where a value and its interval lie against the bound it is checked by. */
export function bullet({ value, interval, check }: HeadlineNumber): Markup | undefined {
  if (check === undefined || check.comparison === '==') return undefined;
  const isUpperBound = check.comparison.startsWith('<');
  const all = [value, check.bound, interval?.low ?? value, interval?.high ?? value];
  const spread = Math.max(...all) - Math.min(...all);
  if (spread === 0) return undefined;
  const low = isUpperBound ? Math.min(0, ...all) : Math.min(...all) - spread * PADDING;
  const high = Math.max(...all) + spread * PADDING;
  const percent = (at: number): number => Number(((100 * (at - low)) / (high - low)).toFixed(2));
  const band = interval === undefined ? '' : between('band', percent(interval.low), percent(interval.high));
  const good = isUpperBound ? between('good', 0, percent(check.bound)) : between('good', percent(check.bound), 100);
  return html`<div class="bullet ${check.pass ? 'pass' : 'fail'}" aria-hidden="true">
      ${trusted(
        `${good}${band}<i class="bound" style="left:${percent(check.bound)}%"></i><i class="dot" style="left:${percent(value)}%"></i>`,
      )}
    </div>
    <p class="bullet-text">bound ${boundText(check)}</p>`;
}

function between(name: string, from: number, to: number): string {
  return `<i class="${name}" style="left:${from}%;width:${Number((to - from).toFixed(2))}%"></i>`;
}
