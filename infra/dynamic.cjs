/**
 * What Pulumi's process for dynamic resources loads. The state of a stack keeps only a few lines that require this file, so
 * that the code that runs is always that of the checkout and never a copy in the state.
 */
require('../charts-src/load-typescript.cjs');
module.exports = {
  ...require('./cluster/kind/providers.ts').providers,
  ...require('./owner/providers.ts').providers,
  ...require('./passwords/provider.ts').providers,
  ...require('./platform/certificates/provider.ts').providers,
};
