/** What `pulumi up` runs. */
require('../charts-src/load-typescript.cjs');
module.exports = require('./main.ts').main();
