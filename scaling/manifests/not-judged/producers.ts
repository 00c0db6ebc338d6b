import type { RawObject } from '../documents';
import { kedaNotJudged } from './keda';
import type { NotJudged, NotJudgedProducer } from './not-judged';
import { unknownKinds } from './unknown-kinds';
import { missingBases, unreadClasses, unreadModes, unreadParts } from './unread-parts';

/** Everything that looks for what is not understood, each in a file of its own. */
const PRODUCERS: readonly NotJudgedProducer[] = [kedaNotJudged, missingBases, unreadClasses, unreadModes, unreadParts];

/**
 * What is not understood in the objects of one side.
 *
 * @param unread those of kinds that have no reader; a producer that says more about one of them replaces the general words
 */
export function notJudgedIn(objects: readonly RawObject[], unread: readonly RawObject[]): NotJudged[] {
  const specific = PRODUCERS.flatMap((produce) => produce(objects));
  const isSaid = (general: NotJudged): boolean =>
    specific.some(
      ({ file, line, object, field }) =>
        field === undefined && file === general.file && line === general.line && object === general.object,
    );
  return [...specific, ...unknownKinds(unread).filter((general) => !isSaid(general))];
}
