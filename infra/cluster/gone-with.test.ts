import * as pulumi from '@pulumi/pulumi';
import { goneWith } from './gone-with';

const cluster = { name: 'the cluster' } as unknown as pulumi.Resource;
const changed = (type: string, made: pulumi.Resource | undefined) =>
  goneWith(() => made)({ type, name: 'one', props: { a: 1 }, opts: { protect: true }, resource: cluster });

test('an object on the cluster that the stack made goes with it; its other options stay', () => {
  expect(changed('kubernetes:apps/v1:Deployment', cluster)).toEqual({
    props: { a: 1 },
    opts: { protect: true, deletedWith: cluster },
  });
});

test.each([
  ["an object on somebody else's cluster", 'kubernetes:apps/v1:Deployment', undefined],
  ['the cluster itself', 'pulumi-nodejs:dynamic/kind:Cluster', cluster],
  ['the provider', 'pulumi:providers:kubernetes', cluster],
])('%s is deleted by itself', (_, type, made) => {
  expect(changed(type, made)).toBeUndefined();
});
