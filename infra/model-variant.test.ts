import { requireModelOfImages } from './model-variant';

test('a cluster serves the model that is in the images, and says so when lab.yaml names another', () => {
  expect(() => requireModelOfImages({ model: { variant: 'fp32' } })).not.toThrow();
  expect(() => requireModelOfImages({ model: { variant: 'int8' } })).toThrow(
    'lab.yaml  model.variant\n  int8 is not in the images, which hold the FP32 model.',
  );
});
