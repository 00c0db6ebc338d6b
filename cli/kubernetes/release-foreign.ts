import { z } from 'zod';
import { foreignObjects, type ClaimState } from '../../infra/owner/operations';
import type { HeldObject } from '../../infra/owner/held-objects';
import { ownerWords } from '../../infra/owner/owner';
import type { RunCommand } from '../../infra/commands';
import type { Pulumi } from './pulumi';
import { updateError } from './update-error';

const CLAIM_TYPE = 'pulumi-nodejs:dynamic/owner:Claim';
const GUARD_TYPE = 'pulumi-nodejs:dynamic/owner:Guard';

const stateSchema = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          inputs: z.record(z.string(), z.unknown()).default({}),
          outputs: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default([]),
  }),
});
type StackState = z.infer<typeof stateSchema>;

/** The claim of a stack, as its state keeps it. Undefined for a stack that has made nothing yet. */
function claimIn({ deployment }: StackState): ClaimState | undefined {
  return deployment.resources.find(({ type }) => type === CLAIM_TYPE)?.outputs as unknown as ClaimState | undefined;
}

/**
 * What to take out of the state, so that a destroy deletes nothing that belongs to others: their objects, dependents first, and
 * the guard, which would stop for them.
 */
export function urnsToRelease({ deployment }: StackState, foreign: readonly HeldObject[]): string[] {
  if (foreign.length === 0) return [];
  const isForeign = (inputs: Readonly<Record<string, unknown>>): boolean => {
    const { apiVersion, kind, metadata } = inputs as {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly metadata?: { readonly name?: string; readonly namespace?: string };
    };
    return foreign.some(
      ({ object }) =>
        object.apiVersion === apiVersion &&
        object.kind === kind &&
        object.name === metadata?.name &&
        object.namespace === (metadata.namespace ?? null),
    );
  };
  // The state lists what others depend on first.
  return [...deployment.resources]
    .reverse()
    .filter(({ type, inputs }) => type === GUARD_TYPE || (type.startsWith('kubernetes:') && isForeign(inputs)))
    .map(({ urn }) => urn);
}

interface Release {
  readonly pulumi: Pick<Pulumi, 'read'>;
  readonly stack: { readonly name: string; readonly logFile: string };
  readonly run: RunCommand;
  readonly print: (line: string) => void;
}

/** Takes out of a stack the objects that belong to others by now, so that a destroy deletes only the stack's own. */
export async function releaseForeign({ pulumi, stack, run, print }: Release): Promise<void> {
  const asked = async (...args: readonly string[]): Promise<string> => {
    const answer = await pulumi.read([...args, '--stack', stack.name]);
    if (answer.exitCode !== 0) throw updateError(`pulumi ${args.slice(0, 2).join(' ')}`, stack.name, answer, stack.logFile);
    return answer.stdout;
  };
  const state = stateSchema.parse(JSON.parse(await asked('stack', 'export')));
  const claim = claimIn(state);
  if (claim === undefined) return;
  const foreign = await foreignObjects(claim, run);
  for (const { object, owner } of foreign)
    print(`    ${object.kind}/${object.name} belongs to ${ownerWords(owner)} now, and is left alone`);
  for (const urn of urnsToRelease(state, foreign)) await asked('state', 'delete', urn, '--yes', '--force', '--non-interactive');
}
