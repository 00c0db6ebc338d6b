// What the Service proxy costs: `node local/testing/proxy-overhead.js [seconds]`.
// Three processes: an HTTP server that does nothing, the proxy, and this client with 8 keep-alive connections. The same load goes
// to the server directly and through the proxy; CPU is the proxy process's own, so the other two do not blur it.
'use strict';
const { fork } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { createServer, Agent, request } = require('node:http');
const { once } = require('node:events');
const { transformSync } = require('@swc/core');

const CONNECTIONS = 8;
const BODY = JSON.stringify({ text: 'x'.repeat(500) });

async function runServer() {
  const server = createServer((incoming, response) => incoming.resume().on('end', () => response.end(BODY)));
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
}

async function runProxy(backendPort) {
  require.extensions['.ts'] = (module, filename) => {
    const options = {
      filename,
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    };
    module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
  };
  const { TcpProxy } = require('../services/proxy.ts');
  const { tryBind } = require('../machine/ports.ts');
  const host = '127.63.255.1';
  const port = 20_000 + (process.pid % 10_000);
  if ((await tryBind(host, port)) !== 'free') throw new Error(`port ${port} is in use`);
  const proxy = new TcpProxy({ host, port, policy: 'least-outstanding', onListenError: (error) => console.error(error) });
  proxy.setEndpoints([{ pod: 'server', host: '127.0.0.1', port: backendPort }]);
  await proxy.settled();
  process.on('message', () => process.send(process.cpuUsage()));
  process.send({ host, port });
}

function ask(target, agent) {
  return new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    request({ ...target, agent, method: 'POST', path: '/v1/predict', headers: { 'content-length': BODY.length } }, (response) => {
      response.resume().on('end', () => resolve(Number(process.hrtime.bigint() - begun) / 1000));
    })
      .on('error', reject)
      .end(BODY);
  });
}

async function load(target, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const micros = [];
  const end = Date.now() + seconds * 1000;
  const client = async () => {
    while (Date.now() < end) micros.push(await ask(target, agent));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  agent.destroy();
  micros.sort((one, other) => one - other);
  const at = (share) => Math.round(micros[Math.floor(micros.length * share)]);
  return { requests: micros.length, perSecond: Math.round(micros.length / seconds), p50Us: at(0.5), p99Us: at(0.99) };
}

async function cpuMicros(child) {
  child.send('cpu');
  const [usage] = await once(child, 'message');
  return usage.user + usage.system;
}

async function main() {
  const seconds = Number(process.argv[2] ?? 5);
  const server = fork(__filename, ['server']);
  const [backendPort] = await once(server, 'message');
  const proxy = fork(__filename, ['proxy', String(backendPort)]);
  const [proxied] = await once(proxy, 'message');
  const direct = { host: '127.0.0.1', port: backendPort };
  for (const target of [direct, proxied]) await load(target, 1);
  const straight = await load(direct, seconds);
  const before = await cpuMicros(proxy);
  const through = await load(proxied, seconds);
  const used = (await cpuMicros(proxy)) - before;
  console.log(
    JSON.stringify({ direct: straight, proxied: through, proxyCpuUsPerRequest: Math.round((used / through.requests) * 10) / 10 }),
  );
  server.kill();
  proxy.kill();
}

const [role, argument] = process.argv.slice(2);
if (role === 'server') void runServer();
else if (role === 'proxy') void runProxy(Number(argument));
else void main();
