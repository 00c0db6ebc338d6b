/** A file of a tree with the objects in it that scale, are scaled, or bound scaling. */
export interface FileContents {
  /** Below what was given, with `/` between folders. */
  readonly path: string;
  /** Of the objects in it: kind, name, and namespace where one is written. */
  readonly objects: readonly ObjectKey[];
}

export interface ObjectKey {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** False for kinds that are only named: two of them in files beside each other may be a mistake, in folders they are none. */
  readonly isRead: boolean;
}

/**
 * Tells which files of a tree are applied together. No cluster holds one object twice: where folders beside each other hold an object
 * of the same kind and name, each of them is a deployment of its own (dev, staging, prod), and so are files beside each other. What is
 * not there twice belongs to the folder around it.
 *
 * @param sides one or two trees; they are split alike
 * @returns the deployment of every path: a folder or a file, '' for what belongs to the tree as a whole
 */
export function deploymentsOf(sides: readonly (readonly FileContents[])[]): Map<string, string> {
  const keyOf = keysOf(sides.flat().flatMap(({ objects }) => objects));
  const root = emptyNode();
  sides.forEach((files, side) => {
    for (const { path, objects } of files) insert(root, path.split('/'), side, new Set(objects.map(keyOf)));
  });
  const found = new Map<string, string>();
  assign(root, [], '', found);
  return found;
}

/** An object without a namespace may be in any: then all of its kind and name count as the same. */
function keysOf(objects: readonly ObjectKey[]): (object: ObjectKey) => string {
  const anywhere = new Set(objects.filter(({ namespace }) => namespace === undefined).map(nameOf));
  return (object) => (anywhere.has(nameOf(object)) ? nameOf(object) : `${nameOf(object)} ${object.namespace ?? ''}`);
}

function nameOf({ kind, name, isRead }: ObjectKey): string {
  return `${isRead ? '' : ONLY_NAMED}${kind} ${name}`;
}

/** Before the key of an object of a kind that is not read; no kind holds it. */
const ONLY_NAMED = '~';
/** In a node, a key comes after the number of its side. */
const IS_ONLY_NAMED = new RegExp(`^\\d+ ${ONLY_NAMED}`);

interface Node {
  readonly folders: Map<string, Node>;
  readonly files: Map<string, Set<string>>;
  /** Keys of everything below, each with its side. */
  readonly keys: Set<string>;
}

function emptyNode(): Node {
  return { folders: new Map(), files: new Map(), keys: new Set() };
}

function insert(root: Node, path: readonly string[], side: number, objects: ReadonlySet<string>): void {
  const keys = [...objects].map((key) => `${side} ${key}`);
  let node = root;
  path.forEach((part, index) => {
    for (const key of keys) node.keys.add(key);
    if (index === path.length - 1) {
      const known = node.files.get(part) ?? new Set<string>();
      for (const key of keys) known.add(key);
      node.files.set(part, known);
      return;
    }
    const below = node.folders.get(part) ?? emptyNode();
    node.folders.set(part, below);
    node = below;
  });
}

function assign(node: Node, at: readonly string[], deployment: string, found: Map<string, string>): void {
  const filesApart = new Set([...twice([...node.files.values()])].filter((key) => !IS_ONLY_NAMED.test(key)));
  const ownKeys = [...node.files].flatMap(([, keys]) => [...keys].filter((key) => !filesApart.has(key)));
  const units = [...[...node.folders.values()].map(({ keys }) => keys), new Set(ownKeys)];
  const apart = twice(units);
  const isApart = (keys: ReadonlySet<string>): boolean => [...keys].some((key) => apart.has(key));
  for (const [name, below] of node.folders) {
    const path = [...at, name];
    assign(below, path, isApart(below.keys) ? path.join('/') : deployment, found);
  }
  const own = isApart(new Set(ownKeys)) ? at.join('/') || '.' : deployment;
  for (const [name, keys] of node.files) {
    const path = [...at, name].join('/');
    found.set(path, [...keys].some((key) => filesApart.has(key)) ? path : own);
  }
}

/** What is in more than one of some sets. */
function twice(sets: readonly ReadonlySet<string>[]): Set<string> {
  const once = new Set<string>();
  const found = new Set<string>();
  for (const keys of sets) for (const key of keys) (once.has(key) ? found : once).add(key);
  return found;
}
