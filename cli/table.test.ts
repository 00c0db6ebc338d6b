import { table } from './table';

test('columns line up, and a name cannot leave its line', () => {
  expect(
    table(
      ['NAME', 'AGE'],
      [
        ['api\n::error::x', '3s'],
        ['\u001b[2Jworker\u202e', '12m'],
      ],
    ),
  ).toEqual(['NAME              AGE', 'api :\u200b:error::x   3s', '[2Jworker         12m']);
});
