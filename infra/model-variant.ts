import { UserError, type Lab } from '../contract';

/** @throws UserError when the lab is to serve a variant: images hold the FP32 model, and results would carry another one's name */
export function requireModelOfImages({ model }: Pick<Lab, 'model'>): void {
  if (model.variant === 'fp32') return;
  throw new UserError({
    code: 'model-not-in-images',
    where: 'lab.yaml  model.variant',
    problem: `${model.variant} is not in the images, which hold the FP32 model.`,
    fix: 'Leave it out on a cluster, or serve the variant locally: ./lab up.',
  });
}
