#!/usr/bin/env node
/**
 * Writes the schema that the API server has of an InferenceService's `spec`: the full CRD of one KServe version without prose,
 * equal parts written once. The source is a Go module (Apache-2.0), fetched by version and verified by the Go tool:
 *
 *   node scaling/kserve/crd/regenerate.mjs        # needs `go` and a module proxy; nothing else in the lab does
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { parse } from 'yaml';

const SOURCE = {
  module: 'github.com/kserve/kserve@v0.20.0',
  file: 'config/crd/full/serving.kserve.io_inferenceservices.yaml',
};
/** A part shorter than this is not worth a name. */
const SHORTEST_DEFINITION = 150;
const OMITTED = ['description', 'x-kubernetes-map-type'];

const scratch = mkdtempSync(join(tmpdir(), 'lab-crd-'));
const answer = execFileSync('go', ['mod', 'download', '-json', SOURCE.module], { cwd: scratch, encoding: 'utf8' });
const crd = parse(readFileSync(join(JSON.parse(answer).Dir, SOURCE.file), 'utf8'));
rmSync(scratch, { recursive: true });

const below = (node, change) => ({
  ...node,
  ...(node.properties === undefined
    ? {}
    : { properties: Object.fromEntries(Object.entries(node.properties).map(([name, inner]) => [name, change(inner)])) }),
  ...(node.items === undefined ? {} : { items: change(node.items) }),
  ...(typeof node.additionalProperties === 'object' ? { additionalProperties: change(node.additionalProperties) } : {}),
});
const trimmed = (node) =>
  below(Object.fromEntries(Object.entries(node).filter(([key]) => !OMITTED.includes(key) && !(key === 'anyOf'))), trimmed);

const version = crd.spec.versions.find(({ name }) => name === 'v1beta1');
const spec = trimmed(version.schema.openAPIV3Schema.properties.spec);

const seen = new Map();
const count = (node) => {
  const text = JSON.stringify(node);
  if (text.length >= SHORTEST_DEFINITION) seen.set(text, (seen.get(text) ?? 0) + 1);
  if ((seen.get(text) ?? 0) <= 1) below(node, (inner) => (count(inner), inner));
};
count(spec);

const definitions = {};
const names = new Map();
const shared = (node) => {
  const text = JSON.stringify(node);
  if ((seen.get(text) ?? 0) < 2) return below(node, shared);
  if (!names.has(text)) {
    names.set(text, `part${names.size + 1}`);
    definitions[names.get(text)] = below(node, shared);
  }
  return { $ref: names.get(text) };
};
const document = {
  $comment: 'Made by regenerate.mjs; do not edit.',
  source: SOURCE,
  licence: 'Apache-2.0',
  spec: shared(spec),
  definitions,
};
const file = join(dirname(fileURLToPath(import.meta.url)), 'inference-service.json');
writeFileSync(file, await format(JSON.stringify(document), { parser: 'json', printWidth: 130 }));
