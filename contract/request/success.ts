import { jsonSteps, valueAt, type JsonSteps } from './json-path';
import type { Success } from './schema';

/** A success check in the form that load tools in other languages carry out, too. */
export interface SuccessPlan {
  /** Null: any from 200 to 299. */
  readonly statuses: readonly number[] | null;
  /** The text of the value there must match. */
  readonly json: readonly { readonly steps: JsonSteps; readonly pattern: string }[];
  readonly matches: string | null;
}

export function successPlan({ status, json, matches }: Success): SuccessPlan {
  return {
    statuses: status === undefined ? null : [status].flat(),
    json: Object.entries(json).map(([path, pattern]) => ({ steps: jsonSteps(path) ?? [], pattern })),
    matches: matches ?? null,
  };
}

/** The check of an answer. */
export interface SuccessCheck {
  readonly isStatus: (status: number) => boolean;
  readonly isRight: (text: string) => boolean;
}

export function successCheck(success: Success): SuccessCheck {
  const { statuses, json, matches } = successPlan(success);
  const values = json.map(({ steps, pattern }) => ({ steps, pattern: new RegExp(pattern) }));
  const whole = matches === null ? undefined : new RegExp(matches);
  return {
    isStatus: (status) => (statuses === null ? status >= 200 && status <= 299 : statuses.includes(status)),
    isRight: (text) => {
      if (whole !== undefined && !whole.test(text)) return false;
      if (values.length === 0) return true;
      const document = parsed(text);
      return values.every(({ steps, pattern }) => {
        const value = valueAt(document, steps);
        return value !== undefined && pattern.test(textOf(value));
      });
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text without its quotes, anything else as JSON writes it. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
