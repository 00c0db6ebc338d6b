import { z } from 'zod';
import { runSchema, UserError } from '../../contract';

const outputsSchema = z.object({
  endpoints: z.array(
    z.object({
      service: z.string(),
      url: z.string(),
      portForward: z.string().nullable(),
      hostHeader: z.string().nullable().default(null),
    }),
  ),
  kubeconfigPath: z.string(),
  results: runSchema.nullable(),
  reportPath: z.string().nullable(),
});

export type StackOutputs = z.infer<typeof outputsSchema>;

/** Reads what `pulumi stack output --json` says. Pulumi leaves out outputs that are null. */
export function parseOutputs(json: string): StackOutputs {
  const parsed = outputsSchema.safeParse({ results: null, reportPath: null, ...(JSON.parse(json) as object) });
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'stack-outputs-unknown',
    where: 'pulumi stack output',
    problem: `is not what this version of the lab exports: ${z.prettifyError(parsed.error)}`,
    fix: 'Run ./lab up again with this checkout.',
  });
}
