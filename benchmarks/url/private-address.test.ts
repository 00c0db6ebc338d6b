import fc from 'fast-check';
import { isPrivateAddress } from './private-address';

test.each([
  '127.0.0.1',
  '127.255.1.2',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '::1',
  'fd00::1',
  '::ffff:10.0.0.1',
])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true));

test.each([
  ...['8.8.8.8', '172.15.0.1', '172.32.0.1', '192.167.1.1', '169.254.169.254', '100.64.0.1', '2001:db8::1', 'fe80::1'],
  ...['::ffff:8.8.8.8', 'localhost', '', '127.1', '0x7f000001'],
])('%s is not known to be private', (address) => expect(isPrivateAddress(address)).toBe(false));

test('an address is as private written as IPv6', () => {
  fc.assert(fc.property(fc.ipV4(), (address) => expect(isPrivateAddress(`::ffff:${address}`)).toBe(isPrivateAddress(address))));
});
