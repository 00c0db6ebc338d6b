// An engine in a process of its own, for tests that end it without warning: starts one web pod in the given run folder.
'use strict';
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const options = {
    filename,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  };
  module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
};

const { LocalCluster } = require('../cluster.ts');
const { testOptions } = require('./lab.ts');
const { web, webService } = require('./manifests.ts');

async function main() {
  const [runDir] = process.argv.slice(2);
  const cluster = await LocalCluster.start(testOptions({ runDir }));
  process.on('SIGTERM', () => void cluster.stop().then(() => process.exit(0)));
  // Ends by itself if the test does not.
  setTimeout(() => process.exit(1), 60_000).unref();
  await cluster.apply([web(), webService()]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  console.log('ready');
}

void main();
