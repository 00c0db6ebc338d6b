#!/usr/bin/env node
/**
 * Writes the schemas that synth validates manifests with: only the kinds the lab makes, without descriptions, strict on
 * unknown fields. Sources are Go modules (Apache-2.0), fetched by version and verified by the Go tool:
 *
 *   node charts-src/schema/regenerate.mjs        # needs `go` and a module proxy; nothing else in the lab does
 *   node charts-src/schema/regenerate.mjs keda   # only that file
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { parse } from 'yaml';

const SOURCES = {
  kubernetes: { module: 'k8s.io/kubernetes@v1.34.4', files: ['api/openapi-spec/swagger.json'] },
  knative: { module: 'knative.dev/serving@v0.42.2', files: ['config/core/300-resources/service.yaml'] },
  keda: {
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    files: ['config/crd/bases/keda.sh_scaledobjects.yaml', 'config/crd/bases/keda.sh_triggerauthentications.yaml'],
  },
};

/** Definitions of swagger.json that stand for the kinds the lab makes. */
const KINDS = [
  'io.k8s.api.apps.v1.Deployment',
  'io.k8s.api.apps.v1.StatefulSet',
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'io.k8s.api.batch.v1.Job',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Namespace',
  'io.k8s.api.core.v1.Secret',
  'io.k8s.api.core.v1.Service',
  'io.k8s.api.core.v1.ServiceAccount',
  'io.k8s.api.networking.v1.NetworkPolicy',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
  'io.k8s.api.rbac.v1.Role',
  'io.k8s.api.rbac.v1.RoleBinding',
];

const here = dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'lab-schema-'));

function moduleFiles({ module, files }) {
  const answer = execFileSync('go', ['mod', 'download', '-json', module], { cwd: scratch, encoding: 'utf8' });
  return files.map((file) => readFileSync(join(JSON.parse(answer).Dir, file), 'utf8'));
}

/** A node of OpenAPI as strict JSON Schema: no prose, no vendor keys, unknown fields refused. */
function strict(node) {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== 'object' || node === null) return node;
  if (node.format === 'int-or-string' || node['x-kubernetes-int-or-string'] === true)
    return { anyOf: [{ type: 'integer' }, { type: 'string' }], ...(node.pattern === undefined ? {} : { pattern: node.pattern }) };
  const schema = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties')
      schema.properties = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, strict(inner)]));
    else if (key === '$ref') schema.$ref = value;
    else if (['description', 'format', 'default'].includes(key) || key.startsWith('x-kubernetes-')) continue;
    else schema[key] = strict(value);
  }
  const open = node['x-kubernetes-preserve-unknown-fields'] === true || node.additionalProperties !== undefined;
  if (schema.properties !== undefined && !open) schema.additionalProperties = false;
  return schema;
}

/** A whole object as a person writes it: no status, and exactly this apiVersion and kind. */
function written(schema, apiVersion, kind, metadata) {
  const { status: _status, ...properties } = schema.properties;
  return {
    ...schema,
    properties: { ...properties, apiVersion: { const: apiVersion }, kind: { const: kind }, metadata },
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...(schema.required ?? []).filter((key) => key !== 'status')])],
    additionalProperties: false,
  };
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

function kubernetes() {
  const { definitions } = JSON.parse(moduleFiles(SOURCES.kubernetes)[0]);
  const kept = {};
  const kinds = {};
  const keep = (name) => {
    if (kept[name] !== undefined) return;
    kept[name] = {};
    kept[name] = strict(definitions[name]);
    for (const [, other] of JSON.stringify(kept[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) keep(other);
  };
  for (const name of KINDS) {
    const [{ group, version, kind }] = definitions[name]['x-kubernetes-group-version-kind'];
    const apiVersion = group === '' ? version : `${group}/${version}`;
    kinds[`${apiVersion}/${kind}`] = written(strict(definitions[name]), apiVersion, kind, { $ref: `#/definitions/${META}` });
  }
  for (const [, other] of JSON.stringify(kinds).matchAll(/"#\/definitions\/([^"]+)"/g)) keep(other);
  const sorted = Object.fromEntries(Object.entries(kept).sort(([one], [other]) => (one < other ? -1 : 1)));
  return { source: SOURCES.kubernetes, licence: 'Apache-2.0', kinds, definitions: sorted };
}

function customResources(source) {
  const kinds = moduleFiles(source).map((text) => customResource(parse(text)));
  return { source, licence: 'Apache-2.0', kinds: Object.fromEntries(kinds) };
}

function customResource(crd) {
  const version = crd.spec.versions.find((one) => one.storage === true);
  const apiVersion = `${crd.spec.group}/${version.name}`;
  const { kind } = crd.spec.names;
  const schema = written(strict(version.schema.openAPIV3Schema), apiVersion, kind, { $ref: `#/definitions/${META}` });
  return [`${apiVersion}/${kind}`, schema];
}

const documents = {
  kubernetes,
  knative: () => customResources(SOURCES.knative),
  keda: () => customResources(SOURCES.keda),
};
const [only] = process.argv.slice(2);
for (const [name, make] of Object.entries(documents).filter(([name]) => only === undefined || name === only)) {
  const text = JSON.stringify({ $comment: 'Made by regenerate.mjs; do not edit.', ...make() });
  writeFileSync(join(here, `${name}.json`), await format(text, { parser: 'json', printWidth: 130 }));
}
rmSync(scratch, { recursive: true });
