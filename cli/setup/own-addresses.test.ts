import { loadLab, type Lab } from '../../contract';
import { listeningPorts, requireOwnAddresses } from './own-addresses';

// Columns of /proc/net/tcp: number, local address, remote address, state. 0A listens, 01 is connected.
const TABLES = [
  '  sl  local_address rem_address   st tx_queue',
  '   0: 00000000:1F40 00000000:0000 0A 00000000:00000000',
  '   1: 0100007F:1F41 00000000:0000 0A 00000000:00000000',
  '   2: 00000000:1F42 0100007F:0016 01 00000000:00000000',
  '   0: 00000000000000000000000000000000:1F43 00000000000000000000000000000000:0000 0A 00000000:00000000',
].join('\n');

const lab = (settings: string): Lab => loadLab([{ file: 'lab.yaml', text: `services: { a: { command: a, ${settings} } }` }]).lab;

test('ports that are open on every address, of both families', () => {
  expect([...listeningPorts(TABLES)]).toEqual([8000, 8003]);
});

test('a service with several pods may not listen on every address', () => {
  const everywhere = new Set([8000]);
  expect(() => requireOwnAddresses(lab('replicas: 2'), everywhere)).toThrow(/listens on port 8000 of every address(.|\n)*HOST/);
  expect(() => requireOwnAddresses(lab('autoscaling: { hpa: { maxReplicas: 2 } }'), everywhere)).toThrow(/HOST/);
  for (const fine of ['replicas: 1', 'replicas: 2, port: 8001', 'enabled: false, replicas: 2'])
    expect(() => requireOwnAddresses(lab(fine), everywhere)).not.toThrow();
});
