import { profileOf } from './service-times';

test('the old name of the flag is an error that says the new one', () => {
  expect(() => profileOf({ profile: 'profile/profile.json' })).toThrow(
    /^--profile profile\/profile\.json\n {2}is no option of this command\.\n {2}Give service times as --service-times profile\/profile\.json\.\n {2}code: flag-wrong$/,
  );
});

test('without a file or a median the service times are an illustration', () => {
  expect(profileOf({}).from).toBe('assumed');
  expect(profileOf({ serviceTimeMs: '20' }).from).toBe('given');
  expect(() => profileOf({ serviceTimeMs: 'fast' })).toThrow(/is not a number of milliseconds/);
});
