import { randomBytes } from 'node:crypto';
import type * as dynamic from '@pulumi/pulumi/dynamic';
import { runCommand, type RunCommand } from '../commands';
import { checkClaim, createClaim, refuseForeignDelete, updatedClaim, type ClaimInputs, type ClaimState } from './operations';

type Provider = Required<Pick<dynamic.ResourceProvider, 'create' | 'diff' | 'update'>>;
const ID_BYTES = 8;

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** What Pulumi calls for a claim. It is the first resource of a stack and the last that goes. */
export function claimProvider(run: RunCommand): Provider {
  return {
    create: async (inputs: ClaimInputs) => {
      const state = await createClaim(inputs, () => randomBytes(ID_BYTES).toString('hex'), run);
      return { id: state.ownerId, outs: state };
    },
    diff: async (_id: string, before: ClaimState, after: ClaimInputs) => {
      await checkClaim(before, after, run);
      const keys = ['project', 'stack', 'access', 'objects'] as const;
      return { changes: keys.some((key) => !isSame(before[key], after[key])) };
    },
    update: (_id: string, before: ClaimState, after: ClaimInputs) => Promise.resolve({ outs: updatedClaim(before, after) }),
  };
}

/** What Pulumi calls for a guard: made last, it goes first, and only if the stack still owns every object. */
export function guardProvider(run: RunCommand): Provider & Required<Pick<dynamic.ResourceProvider, 'delete'>> {
  return {
    create: (claim: ClaimState) => Promise.resolve({ id: claim.ownerId, outs: claim }),
    diff: (_id: string, before: ClaimState, after: ClaimState) =>
      Promise.resolve({ changes: (['owner', 'access', 'objects'] as const).some((key) => !isSame(before[key], after[key])) }),
    update: (_id: string, _before: ClaimState, after: ClaimState) => Promise.resolve({ outs: after }),
    delete: (_id: string, claim: ClaimState) => refuseForeignDelete(claim, run),
  };
}

/** The two as they run beside Pulumi's engine. */
export const providers = { claim: claimProvider(runCommand), guard: guardProvider(runCommand) };
