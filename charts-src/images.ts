import { nearest, UserError } from '../contract';

/** Image names by app: fastapi, queue, redis, benchmarks. */
export type Images = Readonly<Record<string, string>>;

/** @throws UserError when the app has no image */
export function imageFor(app: string, images: Images): string {
  const image = images[app];
  if (image !== undefined) return image;
  const meant = nearest(app, Object.keys(images));
  throw new UserError({
    where: `image of ${app}`,
    problem: 'is not known: no app.json has that name.',
    fix: `Known: ${Object.keys(images).join(', ') || 'none'}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    code: 'image-unknown',
  });
}
