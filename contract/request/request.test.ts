import fc from 'fast-check';
import { jsonSteps, valueAt } from './json-path';
import { sentRequest } from './resolve';
import { requestSchema, successSchema } from './schema';
import { PREDICT_REQUEST, V2_REQUEST } from './shipped';
import { successCheck } from './success';
import { dataLines, filledBody, filledPath } from './template';

const right = (success: object, text: string): boolean => successCheck(successSchema.parse(success)).isRight(text);
const sent = (settings: object, files: Readonly<Record<string, string>> = {}) =>
  sentRequest(requestSchema.parse(settings), (file) => files[file] ?? '');

describe('a JSON path', () => {
  test.each([
    ['$', []],
    ['$.a.b-c', ['a', 'b-c']],
    ["$['a b'][0]", ['a b', 0]],
    ["$.outputs[?@.name=='label'].data[0]", ['outputs', { field: 'name', equals: 'label' }, 'data', 0]],
  ])('%s is read', (path, steps) => expect(jsonSteps(path)).toEqual(steps));

  test.each(['', 'a', '$a', '$.*', '$..a', '$[*]', '$[-1]', '$.a[', '$[?@.a>1]', '$.a '])(
    '%s is refused: it may mean several values',
    (path) => expect(jsonSteps(path)).toBeUndefined(),
  );

  test('finds what was put there, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.nat({ max: 3 }))), fc.integer(), (steps, value) => {
        const document = steps.reduceRight<unknown>(
          (inner, step) =>
            typeof step === 'string' ? Object.fromEntries([[step, inner]]) : [...Array.from({ length: step }), inner],
          value,
        );
        expect(valueAt(document, steps)).toBe(value);
      }),
    );
  });

  test('does not find what objects only inherit', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt([], ['length'])).toBe(0);
    expect(valueAt('text', ['length'])).toBeUndefined();
  });
});

describe('a success check', () => {
  test('without settings takes any status from 200 to 299 and any text', () => {
    const { isStatus, isRight } = successCheck(successSchema.parse({}));
    expect([199, 200, 204, 299, 300, 404].map(isStatus)).toEqual([false, true, true, true, false, false]);
    expect(isRight('not JSON')).toBe(true);
  });

  test('takes the statuses it names, errors among them', () => {
    const { isStatus } = successCheck(successSchema.parse({ status: [202, 404] }));
    expect([200, 202, 404].map(isStatus)).toEqual([false, true, true]);
  });

  test.each([
    ['{"label":"spam"}', true],
    ['{"label":"spammer"}', false],
    ['{"label":["spam"]}', false],
    ['{}', false],
    ['spam', false],
  ])('%s has the label spam: %s', (text, expected) => expect(right({ json: { '$.label': '^spam$' } }, text)).toBe(expected));

  test('sees numbers and lists as JSON writes them', () => {
    expect(right({ json: { '$.a': '^0\\.5$' } }, '{"a": 0.50}')).toBe(true);
    expect(right({ json: { '$.a': '^\\[1,null\\]$' } }, '{"a": [1, null]}')).toBe(true);
  });

  test('matches the whole text with a regular expression beside JSON paths', () => {
    expect(right({ matches: 'ready', json: { '$.a': '.' } }, '{"a": 1, "b": "ready"}')).toBe(true);
    expect(right({ matches: 'ready', json: { '$.a': '.' } }, '{"a": 1}')).toBe(false);
  });

  test.each(['(', '(?<name>a)', '(?P<name>a)'])('%s is refused as a pattern', (pattern) =>
    expect(successSchema.safeParse({ matches: pattern }).success).toBe(false),
  );
});

describe("the spam filter's own checks", () => {
  test.each([
    ['spam', 0.91, true],
    ['ham', 1, true],
    ['ham', 0, true],
    ['ham', 1e-7, true],
    ['ham', 1.2, false],
    ['ham', -0.1, false],
    ['eggs', 0.5, false],
    ['spam', null, false],
  ])('%s with probability %s: %s', (label, probability, expected) => {
    const lab = JSON.stringify({ predictions: [{ label, probability }] });
    const v2 = JSON.stringify({
      outputs: [
        { name: 'probability', data: [probability] },
        { name: 'label', data: [label] },
      ],
    });
    expect(successCheck(PREDICT_REQUEST.success).isRight(lab)).toBe(expected);
    expect(successCheck(V2_REQUEST.success).isRight(v2)).toBe(expected);
  });
});

describe('a template', () => {
  test('carries any line as JSON', () => {
    fc.assert(
      fc.property(fc.string(), (line) => expect(JSON.parse(filledBody('{"text": {{json}}}', line))).toEqual({ text: line })),
    );
  });

  test('takes a line as it is, dollar signs and all, and one piece of a path whatever is in it', () => {
    expect(filledBody('{{line}}, {{line}}', '$& $1')).toBe('$& $1, $& $1');
    expect(filledPath('/items/{{line}}?x=1', 'a/b?c d')).toBe('/items/a%2Fb%3Fc%20d?x=1');
  });

  test('data are lines that are not empty, whatever ends them', () => expect(dataLines('a\r\n\n b\n  \n')).toEqual(['a', ' b']));
});

describe('a request', () => {
  test('is GET without a body and POST with one', () => {
    expect(sent({}).method).toBe('GET');
    expect(sent({ bodyFile: 'body.json' }, { 'body.json': '{}' })).toMatchObject({ method: 'POST', body: '{}', lines: null });
  });

  test('carries the lines of its data', () => {
    const { body, lines } = sent({ body: '{{json}}', data: 'texts.txt' }, { 'texts.txt': 'a\nb\n' });
    expect([body, lines]).toEqual(['{{json}}', ['a', 'b']]);
  });

  test.each([
    [{ body: 'a', data: 'texts.txt' }, /never used/],
    [{ body: '{{json}}' }, /no data to fill it/],
    [{ path: '/{{line}}', data: 'empty.txt' }, /no line/],
    [{ body: '{{line}}', data: 'large.txt' }, /makes 601 KiB of requests/],
  ])('%j cannot be sent', (settings, problem) => {
    const files = { 'texts.txt': 'a', 'empty.txt': '\n', 'large.txt': `${'x'.repeat(1024)}\n`.repeat(600) };
    expect(() => sent(settings, files)).toThrow(problem);
  });

  test.each([
    [{ protocol: 'grpc' }, /put an HTTP gateway in front/],
    [{ protocol: 'sse' }, /stream of events has no end/],
    [{ path: 'predict' }, /must begin with \//],
    [{ body: 'a', bodyFile: 'b' }, /give one of the two/],
    [{ body: 'a', method: 'GET' }, /which has no body/],
    [{ headers: { 'Content-Length': '1' } }, /set by the load generator/],
    [{ headers: { 'x-a': 'b\r\nx-c: d' } }, /plain text on one line/],
    [{ success: { json: { '$..a': 'b' } } }, /names and indexes/],
  ])('%j is refused', (settings, problem) => {
    const parsed = requestSchema.safeParse(settings);
    expect(JSON.stringify(parsed.error?.issues)).toMatch(problem);
  });
});
