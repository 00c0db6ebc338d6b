import { z } from 'zod';
import { RequestMistake, requestSchema, sentRequest, UserError, type SentRequest } from '../../contract';
import { readBytes } from '../files';
import type { LoadTarget } from './target';

/** The flags that say what is sent, and what a right answer is. */
export interface RequestFlags {
  readonly method?: string;
  readonly header: readonly string[];
  readonly body?: string;
  readonly data?: string;
  readonly expectStatus?: readonly string[];
  readonly expect?: string;
  readonly expectJson: readonly string[];
}

/** The flag of each setting, for errors. */
const FLAGS: Readonly<Record<string, string>> = {
  method: '--method',
  headers: '--header',
  bodyFile: '--body',
  data: '--data',
  success: '--expect',
  path: 'the path of the URL',
};

/**
 * The request that flags describe.
 *
 * @throws UserError naming the flag that is wrong
 */
export function requestOfFlags({ path, headers }: LoadTarget, flags: RequestFlags): SentRequest {
  const { method, body, data, expect, expectStatus } = flags;
  const parsed = requestSchema.safeParse({
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    path,
    headers: Object.fromEntries(flags.header.map((text) => pair('--header', text, ':'))),
    ...(body === undefined ? {} : { bodyFile: body }),
    ...(data === undefined ? {} : { data }),
    success: {
      ...(expectStatus === undefined ? {} : { status: expectStatus.map(Number) }),
      ...(expect === undefined ? {} : { matches: expect }),
      json: Object.fromEntries(flags.expectJson.map((text) => pair('--expect-json', text, '='))),
    },
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const flag = FLAGS[String(issue?.path[0])] ?? 'the request';
    throw new UserError({ where: flag, problem: issue?.message ?? z.prettifyError(parsed.error), code: 'flag-wrong' });
  }
  try {
    const sent = sentRequest(parsed.data, (file, setting) => readBytes(file, `${FLAGS[setting] ?? ''} ${file}`).toString());
    return { ...sent, headers: { ...headers, ...sent.headers } };
  } catch (error) {
    if (!(error instanceof RequestMistake)) throw error;
    const { fix } = error;
    throw new UserError({
      where: FLAGS[error.setting] ?? error.setting,
      problem: error.message,
      ...(fix === undefined ? {} : { fix }),
      code: 'flag-wrong',
    });
  }
}

/** `name: value` or `path=pattern`; the last sign that the name may hold is not the one that parts them. */
function pair(flag: string, text: string, sign: ':' | '='): [string, string] {
  // A path may hold == in a filter; the pattern begins after the first single =.
  const at = sign === ':' ? text.indexOf(':') : text.search(/(?<!=)=(?!=)/);
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const example = sign === ':' ? "--header 'x-api-key: 1234'" : "--expect-json '$.label=^spam$'";
  throw new UserError({
    where: `${flag} ${text}`,
    problem: `has no ${sign} in it.`,
    fix: `Write it as ${example}.`,
    code: 'flag-wrong',
  });
}
