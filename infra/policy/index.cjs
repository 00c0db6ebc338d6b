/** What `pulumi up --policy-pack infra/policy` runs. */
require('../../charts-src/load-typescript.cjs');
require('./pack.ts');
