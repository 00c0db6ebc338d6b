import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import {
  commandSchema,
  RequestMistake,
  requestSchema,
  scenarioSchema,
  sentRequest,
  UserError,
  type Scenario,
  type SentRequest,
} from '../../contract';
import type { MappedImage } from '../../local';
import { readBytes, readDocument } from '../files';

const imageSchema = z.union([
  commandSchema.transform((command) => ({ command, folder: '.', env: {} })),
  z.strictObject({
    command: commandSchema,
    folder: z.string().default('.').describe('from the folder of the mapping'),
    env: z.record(z.string(), z.string()).default({}),
  }),
]);

const mappingSchema = z.strictObject({
  images: z.record(z.string(), imageSchema),
  measure: z.record(z.string(), z.strictObject({ request: requestSchema, scenario: scenarioSchema.optional() })).default({}),
});

/** What of a Service is measured, once its pods are ready. */
export interface MeasuredService {
  readonly request: SentRequest;
  readonly scenario: Scenario | undefined;
}

/** A file that says how images of somebody's manifests run on this machine, and what to measure. */
export interface Mapping {
  readonly images: Readonly<Record<string, MappedImage>>;
  /** By the name of a Service. */
  readonly measure: Readonly<Record<string, MeasuredService>>;
}

/** @throws UserError naming the setting that is wrong */
export function readMapping(file: string): Mapping {
  const parsed = mappingSchema.safeParse(readDocument(file));
  if (!parsed.success)
    throw new UserError({
      where: file,
      problem: z.prettifyError(parsed.error).replace(/\n/g, '\n  '),
      fix: "Write it as images: { 'shop:1.2': { command: node server.js } }.",
      code: 'document-wrong',
    });
  const folder = resolve(dirname(file));
  const images = Object.entries(parsed.data.images).map(([image, { command, folder: below, env }]): [string, MappedImage] => [
    image,
    { command, folder: resolve(folder, below), environment: { HOME: homedir(), ...env }, manifest: 'foreign' },
  ]);
  const measure = Object.entries(parsed.data.measure).map(([service, { request, scenario }]) => {
    try {
      const read = (path: string): string => readBytes(resolve(folder, path), `${file}  measure.${service}.request`).toString();
      return [service, { request: sentRequest(request, read), scenario }] as const;
    } catch (error) {
      if (!(error instanceof RequestMistake)) throw error;
      const { fix, message, setting } = error;
      const where = `${file}  measure.${service}.request.${setting}`;
      throw new UserError({ where, problem: message, ...(fix === undefined ? {} : { fix }), code: 'document-wrong' });
    }
  });
  return { images: Object.fromEntries(images), measure: Object.fromEntries(measure) };
}
