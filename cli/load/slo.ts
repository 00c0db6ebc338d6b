import { sloSchema, UserError, type Slo } from '../../contract';

/**
 * `p95=250ms,errors=1%`; what is left out keeps its default.
 *
 * @throws UserError when it is written otherwise
 */
export function parseSlo(text: string): Slo {
  const given: Partial<Slo> = {};
  for (const part of text.split(',')) {
    const [, latency, unit] = /^p95=(\d+(?:\.\d+)?)(ms|s)$/.exec(part.trim()) ?? [];
    const [, share] = /^errors=(\d+(?:\.\d+)?)%$/.exec(part.trim()) ?? [];
    if (latency !== undefined && Number(latency) > 0) given.p95Ms = Number(latency) * (unit === 's' ? 1000 : 1);
    else if (share !== undefined && Number(share) <= 100) given.errorRate = Number(share) / 100;
    else
      throw new UserError({
        where: `--slo ${text}`,
        problem: `${part} is no bound.`,
        fix: 'Write it as p95=250ms or p95=250ms,errors=1%.',
        code: 'flag-wrong',
      });
  }
  return sloSchema.parse(given);
}
