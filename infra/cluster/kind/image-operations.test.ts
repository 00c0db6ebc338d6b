import { fakeCommands } from '../../testing/commands';
import { loadImages } from './image-operations';
import { imageProvider } from './providers';

const FASTAPI = 'ml-scaling-lab/fastapi:1f2e';
const QUEUE = 'ml-scaling-lab/queue:3a4b';
const INPUTS = { images: [FASTAPI, QUEUE], cluster: 'lab', containerId: 'aaa' };
const LIST = 'docker exec lab-control-plane ctr --namespace=k8s.io images list --quiet';
const on = (...lines: readonly string[]) => fakeCommands({ [LIST]: { stdout: `${lines.join('\n')}\n` } });

test('the images that the node lacks are loaded in one go, and those that it has are not loaded again', async () => {
  const none = on('docker.io/ml-scaling-lab/fastapi:0000');
  await loadImages(INPUTS, none.run);
  expect(none.lines.at(-1)).toBe(`kind load docker-image ${FASTAPI} ${QUEUE} --name lab`);
  const one = on(`docker.io/${FASTAPI}`, 'sha256:0');
  await loadImages(INPUTS, one.run);
  expect(one.lines.at(-1)).toBe(`kind load docker-image ${QUEUE} --name lab`);
  const both = on(`docker.io/${FASTAPI}`, `docker.io/${QUEUE}`);
  await loadImages(INPUTS, both.run);
  expect(both.lines).toEqual([LIST]);
});

test('an image that was not built says how to build it, and nothing is loaded', async () => {
  const { run, lines } = fakeCommands({ [`docker image inspect --format {{.Id}} ${QUEUE}`]: { exitCode: 1 } });
  await expect(loadImages(INPUTS, run)).rejects.toThrow(
    `image ${QUEUE}\n  is not built.\n  Build the images of this checkout: ./lab images build`,
  );
  expect(lines.filter((line) => line.startsWith('kind'))).toEqual([]);
});

test('another cluster loads everything again, another tag what changed, and the same in another order nothing', async () => {
  const { diff } = imageProvider(fakeCommands({}).run);
  expect(await diff('', INPUTS, { ...INPUTS, containerId: 'bbb' })).toEqual({ changes: true, replaces: ['containerId'] });
  expect(await diff('', INPUTS, { ...INPUTS, images: [FASTAPI, 'ml-scaling-lab/queue:5'] })).toEqual({
    changes: true,
    replaces: [],
  });
  expect(await diff('', INPUTS, { ...INPUTS, images: [FASTAPI] })).toEqual({ changes: true, replaces: [] });
  expect(await diff('', INPUTS, { ...INPUTS, images: [QUEUE, FASTAPI] })).toEqual({ changes: false, replaces: [] });
  const { run, lines } = on(`docker.io/${FASTAPI}`);
  expect(await imageProvider(run).update('', { ...INPUTS, images: [FASTAPI] }, INPUTS)).toEqual({ outs: INPUTS });
  expect(lines.at(-1)).toBe(`kind load docker-image ${QUEUE} --name lab`);
});

test('a refresh sees which images the node still has, and that a state of an earlier version holds none', async () => {
  const { read } = imageProvider(on(`docker.io/${QUEUE}`).run);
  expect(await read('lab/images', INPUTS)).toEqual({ id: 'lab/images', props: { ...INPUTS, images: [QUEUE] } });
  const gone = imageProvider(fakeCommands({ [LIST]: { exitCode: 1 } }).run);
  expect(await gone.read('lab/images', INPUTS)).toEqual({ id: '', props: {} });
  expect(await read('lab/x', { image: QUEUE, cluster: 'lab' })).toEqual({ id: '', props: {} });
});
