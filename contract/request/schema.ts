import { z } from 'zod';
import { jsonSteps } from './json-path';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Kinds of requests that the lab knows of; only the first is measured. */
const PROTOCOLS = ['http', 'grpc', 'sse'] as const;

const protocol = z.enum(PROTOCOLS).superRefine((value, context) => {
  const why = notMeasured(value);
  if (why !== undefined) context.addIssue({ code: 'custom', message: why });
});

/** Why requests of a protocol are not measured, and what is; undefined when they are. */
export function notMeasured(value: string): string | undefined {
  if (/^grpcs?$/.test(value))
    return 'is not measured yet: give an HTTP path of the service, or put an HTTP gateway in front of it';
  if (value === 'sse')
    return 'is not measured yet: a stream of events has no end to wait for; give a path that answers as a whole (often "stream": false)';
  return undefined;
}

const path = z.string().regex(/^\/[^\s#]*$/, 'must begin with / and have no blanks');
const NO_PATH = 'is not a path such as $.predictions[0].label: names and indexes only, no * and no ..';
const jsonPath = z.string().refine((text) => jsonSteps(text) !== undefined, { message: NO_PATH });

/** A map whose names are checked one by one, so that a mistake is told with its name. */
function named<Value extends z.ZodType>(value: Value, why: (name: string) => string | undefined) {
  return z.record(z.string(), value).superRefine((record, context) => {
    for (const name of Object.keys(record)) {
      const message = why(name);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  });
}

/** Load tools match in their own languages; what is refused here they read differently. */
const pattern = z.string().superRefine((text, context) => {
  const issue = (message: string): void => context.addIssue({ code: 'custom', message });
  if (/\(\?P?<[A-Za-z_]/.test(text)) issue('has a named group: use plain brackets');
  try {
    new RegExp(text.replaceAll('(?P<', '(?<'));
  } catch (error) {
    issue(`is no regular expression: ${error instanceof Error ? error.message : String(error)}`);
  }
});

const status = z.number().int().min(100).max(599);

export const successSchema = z
  .strictObject({
    status: z
      .union([status, z.array(status).min(1)])
      .optional()
      .describe('the status or statuses of a right answer; without it any from 200 to 299'),
    json: named(pattern, (path) => (jsonSteps(path) === undefined ? NO_PATH : undefined))
      .default({})
      .describe('by JSON path, such as $.label: the regular expression that the value must match'),
    matches: pattern.optional().describe('a regular expression that the text of the answer must match'),
  })
  .prefault({});

const OWN_HEADERS = ['connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect'];

/** Names and values of headers as HTTP/1.1 takes them; those of the connection are the load generator's own. */
const headersSchema = named(z.string().regex(/^[\t\x20-\x7e]*$/, 'must be plain text on one line'), (name) => {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return 'is no name of a header';
  return OWN_HEADERS.includes(name.toLowerCase()) ? 'is set by the load generator itself: leave it out' : undefined;
});

/** One request of a service, as lab.yaml writes it. */
export const requestSchema = z
  .strictObject({
    protocol: protocol.default('http'),
    method: z.enum(METHODS).optional().describe('without it POST where there is a body, else GET'),
    path: path.default('/').describe('with its query; {{line}} in it stands for a line of data'),
    headers: headersSchema.default({}),
    body: z
      .string()
      .optional()
      .describe('{{json}} in it stands for a line of data as a JSON string, {{line}} for the line as it is'),
    bodyFile: z.string().min(1).optional().describe('file with the body, from the folder of lab.yaml'),
    data: z.string().min(1).optional().describe('file whose lines fill the body or the path, a request for each in turn'),
    success: successSchema.describe('what a right answer is; anything else counts as an error'),
  })
  .superRefine((request, context) => {
    if (request.body !== undefined && request.bodyFile !== undefined)
      context.addIssue({ code: 'custom', path: ['bodyFile'], message: 'stands beside body: give one of the two' });
    const hasBody = request.body !== undefined || request.bodyFile !== undefined;
    if (hasBody && request.method === 'GET')
      context.addIssue({ code: 'custom', path: ['method'], message: 'is GET, which has no body: use POST' });
  })
  .prefault({});

/** A request with the texts of its files in it: what load generators read. */
export const sentRequestSchema = z.strictObject({
  method: z.enum(METHODS),
  path,
  headers: headersSchema,
  body: z.string().nullable(),
  lines: z
    .union([z.array(z.string()).min(1), z.literal('held-out e-mails')])
    .nullable()
    .describe('what fills the placeholders, in turn'),
  success: successSchema,
  model: z.strictObject({ sha256: jsonPath, variant: jsonPath }).optional().describe('where an answer says which model gave it'),
});

export type RequestSettings = z.infer<typeof requestSchema>;
export type Success = z.infer<typeof successSchema>;
export type SentRequest = z.infer<typeof sentRequestSchema>;
