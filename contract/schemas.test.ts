import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { jsonSchemas } from './schemas';

const FOLDER = join(__dirname, '..', 'docs', 'reference', 'schema');

describe('the committed JSON Schemas are those of the code (UPDATE_SCHEMAS=1 npx jest contract/schemas writes them)', () => {
  test.each(Object.entries(jsonSchemas()))('%s', (file, schema) => {
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    if (process.env['UPDATE_SCHEMAS'] === '1') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(join(FOLDER, file), text);
    }
    expect(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))).toEqual(JSON.parse(text));
  });
});

test('lab.yaml validates against the JSON Schema that editors use', () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(jsonSchemas()['lab.schema.json'] ?? {});
  expect(validate(parse(readFileSync('lab.yaml', 'utf8')))).toBe(true);
  expect(validate({ servces: {} })).toBe(false);
});
