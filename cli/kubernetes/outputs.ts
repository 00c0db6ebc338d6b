import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { runSchema, UserError, type Run } from '../../contract';

const outputsSchema = z.object({
  endpoints: z.record(
    z.string(),
    z.object({ url: z.string(), portForward: z.string().nullable(), hostHeader: z.string().nullable().default(null) }),
  ),
  kubeconfigPath: z.string(),
  /** What each benchmark came to; the whole results are in the file. */
  results: z.record(z.string(), z.object({ pass: z.boolean() })).nullable(),
  resultsPath: z.string().nullable(),
  reportPath: z.string().nullable(),
});

export type StackOutputs = z.infer<typeof outputsSchema>;

/** Reads what `pulumi stack output --json` says. Pulumi leaves out outputs that are null. */
export function parseOutputs(json: string): StackOutputs {
  const parsed = outputsSchema.safeParse({ results: null, resultsPath: null, reportPath: null, ...(JSON.parse(json) as object) });
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'stack-outputs-unknown',
    where: 'pulumi stack output',
    problem: `is not what this version of the lab exports: ${z.prettifyError(parsed.error)}`,
    fix: 'Run ./lab up again with this checkout.',
  });
}

/** The whole results of a stack. Null when it measured nothing. */
export function readResults({ resultsPath }: StackOutputs): Run | null {
  return resultsPath === null ? null : runSchema.parse(JSON.parse(readFileSync(resultsPath, 'utf8')));
}
