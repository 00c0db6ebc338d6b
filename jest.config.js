/** Tests run on TypeScript directly (swc strips the types; `tsc` checks them in the lint step). */
module.exports = {
  testEnvironment: 'node',
  roots: require('./tsconfig.json').include.map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  // Whole labs, and a browser with the page's own Python environment: suites of `./lab test` by themselves.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/e2e/', '<rootDir>/tests/browser/'],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // @huggingface/tokenizers ships ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!@huggingface/tokenizers/)'],
};
