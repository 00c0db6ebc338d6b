import {
  filledBody,
  filledPath,
  jsonSteps,
  successCheck,
  valueAt,
  type JsonSteps,
  type SentRequest,
} from '../../contract/request';
import type { PredictAnswer } from './predict';
import type { RequestKind } from './request';

/**
 * The request that a service describes, one line of data each in turn.
 *
 * @param lines what fills its placeholders; unused by a request without any
 * @param onModel is told which model answered, where the request says how to see that
 */
export function describedRequest(
  baseUrl: string,
  { method, path, headers, body, success, model }: SentRequest,
  lines: readonly string[],
  onModel: (model: PredictAnswer['model']) => void = () => undefined,
): RequestKind {
  const { isStatus, isRight } = successCheck(success);
  const filled = lines.length === 0 ? [''] : lines;
  const bodies = body === null ? [undefined] : filled.map((line) => Buffer.from(filledBody(body, line)));
  const paths = filled.map((line) => filledPath(path, line));
  const reportsModel = model === undefined ? undefined : modelReader(model);
  return {
    method,
    origin: new URL(baseUrl).origin,
    path: (index) => paths[index % paths.length] ?? path,
    headers: withContentType(headers, bodies[0]),
    body: (index) => bodies[index % bodies.length],
    isStatus,
    isRight: (text) => {
      if (!isRight(text)) return false;
      const answering = reportsModel?.(text);
      if (answering !== undefined) onModel(answering);
      return true;
    },
  };
}

/** For the reader of a result: `Each request is POST /v1/predict with one of 512 held-out e-mails.` */
export function contentOf({ method, path, lines }: SentRequest, count: number): string {
  const data = lines === null ? '' : ` with one of ${count} ${typeof lines === 'string' ? lines : 'lines of data'}`;
  return `Each request is ${method} ${path}${data}.`;
}

/** The lines of a request without a data set of its own; `emails` gives those of the lab. */
export function linesOf({ lines }: SentRequest, emails: () => readonly string[]): readonly string[] {
  return lines === 'held-out e-mails' ? emails() : (lines ?? []);
}

function withContentType(headers: SentRequest['headers'], body: Buffer | undefined): Record<string, string> {
  const has = (name: string): boolean => Object.keys(headers).some((one) => one.toLowerCase() === name);
  return {
    ...(body === undefined || has('content-type') ? {} : { 'content-type': isJson(body) ? 'application/json' : 'text/plain' }),
    ...(has('accept') ? {} : { accept: 'application/json, */*;q=0.5' }),
    ...headers,
  };
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}

function modelReader(paths: NonNullable<SentRequest['model']>): (text: string) => PredictAnswer['model'] | undefined {
  const [sha256Steps, variantSteps] = [paths.sha256, paths.variant].map((path): JsonSteps => jsonSteps(path) ?? []);
  return (text) => {
    const document: unknown = JSON.parse(text);
    const [sha256, variant] = [valueAt(document, sha256Steps ?? []), valueAt(document, variantSteps ?? [])];
    return typeof sha256 === 'string' && typeof variant === 'string' ? { sha256, variant } : undefined;
  };
}
