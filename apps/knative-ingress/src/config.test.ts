import { readConfig } from './config';

const ENVIRONMENT = { KUBERNETES_API_URL: 'http://127.0.0.1:1', INGRESS_CLASS: 'lab', PUBLIC_DOMAIN: 'a', PRIVATE_DOMAIN: 'b' };

test('outside an image it listens on loopback only', () => {
  expect(readConfig(ENVIRONMENT)).toMatchObject({ host: '127.0.0.1', ports: { public: 8080, private: 8081, admin: 8082 } });
});

test.each([
  [{ INGRESS_CLASS: undefined }, 'environment variable INGRESS_CLASS\n  is not set.'],
  [{ PUBLIC_PORT: '80a' }, 'environment variable PUBLIC_PORT\n  is "80a": no whole number up to 65535.'],
  [{ DRAIN_SECONDS: '61' }, 'environment variable DRAIN_SECONDS\n  is "61": no whole number up to 60.'],
  [{ KUBERNETES_API_URL: undefined }, 'environment variable KUBERNETES_SERVICE_HOST\n  is not set.'],
])('%j is refused', (wrong, message) => {
  expect(() => readConfig({ ...ENVIRONMENT, ...wrong })).toThrow(message);
});
