import { UserError } from '../../contract';
import type { RunCommand } from '../commands';
import { heldObjects, type ClusterAccess, type HeldObject, type ObjectName } from './held-objects';
import { ownerText, ownerWords, type Owner } from './owner';

/** What a stack declares before it makes anything. */
export interface ClaimInputs {
  readonly project: string;
  readonly stack: string;
  /** Null on a cluster that the stack makes itself: nobody else's objects are there. */
  readonly access: ClusterAccess | null;
  /** All that the stack is about to make. */
  readonly objects: readonly ObjectName[];
}

export interface ClaimState extends ClaimInputs {
  readonly ownerId: string;
  /** Value of the annotation on everything that the stack makes. */
  readonly owner: string;
}

/** @param drawId draws an id that no other stack has */
export async function createClaim(inputs: ClaimInputs, drawId: () => string, run: RunCommand): Promise<ClaimState> {
  const owner = { project: inputs.project, stack: inputs.stack, id: drawId() };
  await refuseForeign(inputs.access, inputs.objects, owner, run);
  return { ...inputs, ownerId: owner.id, owner: ownerText(owner) };
}

/** Looks again before every update, at what is about to be made and at what was made before and may be removed. */
export async function checkClaim(before: ClaimState, after: ClaimInputs, run: RunCommand): Promise<void> {
  const known = new Map([...before.objects, ...after.objects].map((object) => [JSON.stringify(keysOf(object)), object]));
  await refuseForeign(after.access, [...known.values()], ownerIn(before), run);
}

export function updatedClaim(before: ClaimState, after: ClaimInputs): ClaimState {
  const { project, stack } = after;
  return { ...after, ownerId: before.ownerId, owner: ownerText({ project, stack, id: before.ownerId }) };
}

/** The objects of a claim that exist and belong to somebody else. */
export async function foreignObjects(claim: ClaimState, run: RunCommand): Promise<HeldObject[]> {
  return claim.access === null ? [] : foreign(await heldObjects(claim.access, claim.objects, run), ownerIn(claim));
}

/** @throws UserError naming the owner when anything that the stack would delete belongs to somebody else */
export async function refuseForeignDelete(claim: ClaimState, run: RunCommand): Promise<void> {
  const [first] = await foreignObjects(claim, run);
  if (first === undefined) return;
  throw new UserError({
    where: titleOf(first.object),
    problem: `belongs to ${ownerWords(first.owner)}: nothing was deleted.`,
    fix: 'Run ./lab down, which takes what belongs to others out of the stack first, and then deletes what is its own.',
    code: 'object-not-ours',
  });
}

async function refuseForeign(
  access: ClusterAccess | null,
  objects: readonly ObjectName[],
  owner: Owner,
  run: RunCommand,
): Promise<void> {
  if (access === null) return;
  const [first, ...others] = foreign(await heldObjects(access, objects, run), owner);
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `, and so do or did ${others.length} more of the objects that this stack would make`;
  throw new UserError({
    where: titleOf(first.object),
    problem:
      first.owner === undefined
        ? `exists in that cluster, and no stack of the lab made it${more}. Nothing was changed.`
        : `belongs to ${ownerWords(first.owner)}${more}. Nothing was changed.`,
    fix: 'Give this stack a namespace of its own: pulumi config set lab:namespace <name>, or namespace in lab.yaml.',
    code: 'object-not-ours',
  });
}

function foreign(held: readonly HeldObject[], { id }: Owner): HeldObject[] {
  // The owner of the namespace most likely owns the rest.
  return held
    .filter(({ owner }) => owner?.id !== id)
    .sort((one, other) => Number(other.object.kind === 'Namespace') - Number(one.object.kind === 'Namespace'));
}

function ownerIn({ project, stack, ownerId }: ClaimState): Owner {
  return { project, stack, id: ownerId };
}

function keysOf({ apiVersion, kind, namespace, name }: ObjectName): readonly (string | null)[] {
  return [apiVersion, kind, namespace, name];
}

function titleOf({ kind, name, namespace }: ObjectName): string {
  return kind === 'Namespace' ? `namespace ${name}` : `${kind}/${name}${namespace === null ? '' : ` in namespace ${namespace}`}`;
}
