import { rejected, type Problem } from '../../problem';
import type { ObjectMeta } from '../types';

/** apimachinery v0.34, pkg/util/validation/validation.go */
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_SUBDOMAIN = 253;
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LONGEST_NAME = 63;

/** What the API server refuses in the metadata of a custom resource. */
export function metadataProblems({ name, labels = {}, annotations = {} }: ObjectMeta): Problem[] {
  return [
    ...(isSubdomain(name) ? [] : [rejected('metadata.name', 'must be lower case letters, digits, - and .')]),
    ...labelProblems('metadata.labels', labels),
    ...keyProblems('metadata.annotations', annotations),
  ];
}

export function labelProblems(path: string, labels: Readonly<Record<string, string>>): Problem[] {
  const values = Object.entries(labels).filter(([, value]) => value.length > LONGEST_NAME || !LABEL_VALUE.test(value));
  return [
    ...keyProblems(path, labels),
    ...values.map(([key]) => rejected(`${path}.${key}`, `must have at most ${LONGEST_NAME} letters, digits, - _ and .`)),
  ];
}

function keyProblems(path: string, map: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(map)
    .filter((key) => !isQualified(key))
    .map((key) => rejected(`${path}.${key}`, 'is not a qualified name'));
}

function isQualified(key: string): boolean {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2 || name.length > LONGEST_NAME || !QUALIFIED_NAME.test(name)) return false;
  return parts.length === 1 || isSubdomain(parts[0] ?? '');
}

export function isSubdomain(text: string): boolean {
  return text.length <= LONGEST_SUBDOMAIN && SUBDOMAIN.test(text);
}
