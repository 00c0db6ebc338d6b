import { fakeCommands } from '../../testing/commands';
import { loadImage } from './image-operations';
import { imageProvider } from './providers';

const INPUTS = { image: 'ml-scaling-lab/fastapi:1f2e', cluster: 'lab', containerId: 'aaa' };
const LIST = 'docker exec lab-control-plane ctr --namespace=k8s.io images list --quiet';

test('an image that the node lacks is loaded, and one that it has is not loaded again', async () => {
  const absent = fakeCommands({ [LIST]: { stdout: 'docker.io/ml-scaling-lab/fastapi:0000\n' } });
  await loadImage(INPUTS, absent.run);
  expect(absent.lines.at(-1)).toBe('kind load docker-image ml-scaling-lab/fastapi:1f2e --name lab');
  const present = fakeCommands({ [LIST]: { stdout: 'docker.io/ml-scaling-lab/fastapi:1f2e\nsha256:0\n' } });
  await loadImage(INPUTS, present.run);
  expect(present.lines).toEqual([LIST]);
});

test('an image that was not built says how to build it', async () => {
  const { run } = fakeCommands({ 'docker image inspect': { exitCode: 1 } });
  await expect(loadImage(INPUTS, run)).rejects.toThrow(
    'image ml-scaling-lab/fastapi:1f2e\n  is not built.\n  Build the images of this checkout: ./lab images build',
  );
});

test('another tag, and another cluster, loads again', async () => {
  const { diff, read } = imageProvider(fakeCommands({}).run);
  expect(await diff('', INPUTS, { ...INPUTS, containerId: 'bbb' })).toEqual({ changes: true, replaces: ['containerId'] });
  expect(await diff('', INPUTS, { ...INPUTS, image: 'ml-scaling-lab/fastapi:2' })).toEqual({
    changes: true,
    replaces: ['image'],
  });
  expect(await diff('', INPUTS, { ...INPUTS })).toEqual({ changes: false, replaces: [] });
  expect(await read('lab/x', INPUTS)).toEqual({ id: '', props: {} });
});
