import { UserError } from '../contract';
import { parseAssumptions, type Assumptions } from '../scaling/diff/simulated';

export const ASSUME_FLAG = '--assume <list>';
export const ASSUME_HELP =
  'what manifests do not say: start=20s,startCpu=8s,retries=2,timeout=5s,leaves=yes,server=threads:40|workers|event-loop,cores=4';

/** @throws UserError naming the assumption that is wrong */
export function assumptionsOf(text: string | undefined): Assumptions {
  if (text === undefined) return {};
  const read = parseAssumptions(text);
  if (typeof read !== 'string') return read;
  throw new UserError({ where: `--assume ${text}`, problem: read, code: 'flag-wrong' });
}
