import type { RequestSettings, SentRequest } from './schema';
import { dataLines, hasPlaceholder } from './template';

/** The input of a benchmark's Job is one ConfigMap of at most 1 MiB, and characters grow when they are escaped. */
const MAX_TEXT_BYTES = 512 * 1024;

/** A mistake of a request, with the setting it is in. */
export class RequestMistake extends Error {
  public constructor(
    public readonly setting: keyof RequestSettings,
    problem: string,
    public readonly fix?: string,
  ) {
    super(problem);
  }
}

/**
 * A request with its body and its data read.
 *
 * @param readText gives the text of a file; its own errors pass through
 * @throws RequestMistake when the files do not fit the request
 */
export function sentRequest(
  settings: RequestSettings,
  readText: (file: string, setting: 'bodyFile' | 'data') => string,
): SentRequest {
  const { bodyFile, data, headers, path, success } = settings;
  const body = settings.body ?? (bodyFile === undefined ? undefined : readText(bodyFile, 'bodyFile'));
  const text = data === undefined ? undefined : readText(data, 'data');
  const lines = text === undefined ? undefined : dataLines(text);
  const isTemplate = hasPlaceholder(path) || (body !== undefined && hasPlaceholder(body));
  if (lines?.length === 0) throw new RequestMistake('data', 'has no line that is not empty.');
  if (lines !== undefined && !isTemplate)
    throw new RequestMistake(
      'data',
      'is never used: neither body nor path has {{json}} or {{line}} in it.',
      'Write the body as {"text": {{json}}}.',
    );
  if (lines === undefined && isTemplate)
    throw new RequestMistake(
      bodyFile === undefined ? 'body' : 'bodyFile',
      'has {{json}} or {{line}} in it, and there is no data to fill it.',
      'Name a file of lines: data: texts.txt',
    );
  const bytes = Buffer.byteLength(body ?? '') + Buffer.byteLength(text ?? '');
  if (bytes > MAX_TEXT_BYTES)
    throw new RequestMistake(
      lines === undefined ? 'bodyFile' : 'data',
      `makes ${Math.ceil(bytes / 1024)} KiB of requests; a benchmark's Job can carry ${MAX_TEXT_BYTES / 1024} KiB.`,
      'Take fewer lines, for example the first 500.',
    );
  return {
    method: settings.method ?? (body === undefined ? 'GET' : 'POST'),
    path,
    headers,
    body: body ?? null,
    lines: lines ?? null,
    success,
  };
}
