import { Option } from 'commander';
import { durationSeconds } from '../durations';
import { DEFAULT_TIME_LIMIT_SECONDS } from './limits';
import { note } from './notes';

export interface TimeLimitOption {
  readonly timeLimit: string;
}

export function timeLimitOption(): Option {
  return new Option('--time-limit <duration>', 'end with an error after it, for example 10m').default(
    `${DEFAULT_TIME_LIMIT_SECONDS}s`,
  );
}

/** To be called before anything that may take long. @throws UserError when it is no length of time */
export function noteTimeLimit({ timeLimit }: TimeLimitOption): void {
  note({ kind: 'time-limit', seconds: durationSeconds('--time-limit', timeLimit) });
}
