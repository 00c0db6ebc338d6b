/** What `cdk8s synth` runs. */
require('./load-typescript.cjs');
require('./main.ts');
