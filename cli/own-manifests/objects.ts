import { parseAllDocuments } from 'yaml';
import { isRecord, UserError, type KubernetesObject } from '../../contract';
import { KNOWN_KINDS } from '../../local';
import { readPath } from '../manifests/read-path';

/** Objects of somebody's manifests as this machine can run them. */
export interface OwnObjects {
  readonly objects: readonly KubernetesObject[];
  /** What is not run, or run otherwise than written, one sentence each. */
  readonly notes: readonly string[];
}

/** More than anyone runs on one machine; a document that makes more of itself is no manifest. */
const MOST_OBJECTS = 1000;
/** Each alias of YAML repeats what it stands for. */
const MOST_ALIASES = 100;

/**
 * The objects in a folder or file of manifests. Nothing in them is run, read or fetched.
 *
 * @throws UserError when a file cannot be read as manifests
 */
export function ownObjects(path: string): OwnObjects {
  const notes: string[] = [];
  const objects = readPath(path)
    .flatMap(({ file, text }) => documentsOf(file, text))
    .flatMap((object) => {
      const title = `${object.kind}/${object.metadata.name}`;
      if (!KNOWN_KINDS.includes(object.kind)) {
        notes.push(`${title} is not run: this machine runs no ${object.kind}.`);
        return [];
      }
      return [adapted(object, title, notes)];
    });
  if (objects.length > MOST_OBJECTS)
    throw new UserError({
      where: path,
      problem: `holds ${objects.length} objects, more than ${MOST_OBJECTS}.`,
      code: 'lab-too-large',
    });
  if (objects.length === 0)
    throw new UserError({ where: path, problem: 'holds no object that this machine runs.', code: 'manifests-empty' });
  return { objects, notes };
}

function documentsOf(file: string, text: string): KubernetesObject[] {
  const broken = (problem: string): UserError => new UserError({ where: file, problem, code: 'yaml-broken' });
  let documents: unknown[];
  try {
    documents = parseAllDocuments(text, { prettyErrors: false }).map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw broken(`is not valid YAML: ${error.message}`);
      return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
    });
  } catch (error) {
    throw error instanceof UserError
      ? error
      : broken(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return documents.flatMap((document) => {
    if (document === null || document === undefined) return [];
    if (isRecord(document) && document['kind'] === 'List' && Array.isArray(document['items']))
      return document['items'].map((item) => objectOf(item, broken));
    return [objectOf(document, broken)];
  });
}

function objectOf(document: unknown, broken: (problem: string) => UserError): KubernetesObject {
  if (
    isRecord(document) &&
    isRecord(document['metadata']) &&
    typeof document['kind'] === 'string' &&
    typeof document['apiVersion'] === 'string'
  )
    return document as unknown as KubernetesObject;
  throw broken('holds a document that is no Kubernetes object: it needs apiVersion, kind and metadata.');
}

/** Fields of a Service that only a network has. */
const NETWORK_FIELDS = [
  'externalTrafficPolicy',
  'loadBalancerIP',
  'loadBalancerClass',
  'loadBalancerSourceRanges',
  'externalIPs',
  'healthCheckNodePort',
];

/** A Service as this machine offers it, and containers without the commands of their images: the mapping says what runs. */
function adapted(object: KubernetesObject, title: string, notes: string[]): KubernetesObject {
  const spec = object['spec'];
  if (!isRecord(spec)) return object;
  if (object.kind === 'Service' && object.apiVersion === 'v1' && ['LoadBalancer', 'NodePort'].includes(String(spec['type']))) {
    notes.push(`${title} is offered on this machine only, not as ${String(spec['type'])}.`);
    const ports = Array.isArray(spec['ports'])
      ? spec['ports'].map((port: unknown) => (isRecord(port) ? without(port, ['nodePort']) : port))
      : [];
    return { ...object, spec: { ...without(spec, [...NETWORK_FIELDS, 'type', 'clusterIP']), ports } };
  }
  for (const container of containersOf(spec))
    if (container['command'] !== undefined || container['args'] !== undefined)
      notes.push(
        `${title}: command and args of container ${String(container['name'])} are not run, the mapping of its image is.`,
      );
  return object;
}

function containersOf(spec: Record<string, unknown>): Record<string, unknown>[] {
  const { template } = spec;
  const pod = isRecord(template) ? template['spec'] : undefined;
  const containers = isRecord(pod) ? pod['containers'] : undefined;
  return Array.isArray(containers) ? containers.filter(isRecord) : [];
}

function without(record: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
