/**
 * Lets `require` load the repository's TypeScript as it stands, its types stripped while it loads, so that a fresh clone needs
 * no build step between `npm ci` and `npx cdk8s synth` or `pulumi up`.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  module._compile(code, filename);
};
