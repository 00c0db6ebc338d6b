/** Jest, as package.json names it. Tests run on TypeScript directly (swc strips the types; `tsc` checks them in the lint step). */
const ES_MODULES = [
  '@huggingface/tokenizers',
  '@sec-ant/readable-stream',
  '@sindresorhus/merge-streams',
  'execa',
  'figures',
  'get-stream',
  'human-signals',
  'is-plain-obj',
  'is-stream',
  'is-unicode-supported',
  'npm-run-path',
  'parse-ms',
  'path-key',
  'pretty-ms',
  'signal-exit',
  'strip-final-newline',
  'unicorn-magic',
  'yoctocolors',
];

module.exports = {
  testEnvironment: 'node',
  roots: require('../tsconfig.json').include.map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  // Whole labs, a browser with the page's own Python environment, the site with its generator: suites of `./lab test` by themselves.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/e2e/', '<rootDir>/tests/browser/', '<rootDir>/tests/site/'],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // Offered to `import` alone, which jest turns into require.
  moduleNameMapper: { '^unicorn-magic$': '<rootDir>/node_modules/unicorn-magic/node.js' },
  // These ship ES modules only: Node loads them with require, jest has to transform them.
  transformIgnorePatterns: [`/node_modules/(?!(.*/)?(${ES_MODULES.join('|')})/)`],
};
