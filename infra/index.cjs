/** What `pulumi up` runs. */
require('../charts-src/load-typescript.cjs');
const outputs = require('./main.ts').main();
// Pulumi looks at the promise a moment later; until then Node would call its rejection unhandled.
outputs.catch(() => undefined);
module.exports = outputs;
