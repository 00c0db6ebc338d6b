/** Annotation that names the owner of an object in a cluster. */
export const OWNER_ANNOTATION = 'ml-scaling-lab/owner';

/** The stack that an object belongs to. Stacks of two checkouts may share project and name; their ids differ. */
export interface Owner {
  readonly project: string;
  readonly stack: string;
  /** Drawn once, when the stack is made, and kept in its state. */
  readonly id: string;
}

/** The value of the annotation: `ml-scaling-lab/lab-existing/3f9c2a1b07d4e8f6`. */
export function ownerText({ project, stack, id }: Owner): string {
  return `${project}/${stack}/${id}`;
}

/** Reads the value of the annotation; undefined for other text. */
export function ownerOf(text: string | undefined): Owner | undefined {
  const [project, stack, id, ...rest] = text?.split('/') ?? [];
  if (project === undefined || stack === undefined || id === undefined || rest.length > 0) return undefined;
  return { project, stack, id };
}

/** An owner as a person reads it. */
export function ownerWords(owner: Owner | undefined): string {
  return owner === undefined ? 'an unknown owner' : `stack ${owner.stack} of project ${owner.project} (id ${owner.id})`;
}
