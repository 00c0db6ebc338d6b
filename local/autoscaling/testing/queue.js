// Pods for tests of queues, without a package: `server` is a Redis with lists and counters, `worker` takes jobs from it, `one` a single job.
'use strict';
const net = require('node:net');
const { createServer } = require('node:http');

// With GATE, workers take no job until the counter of that name goes up, so a test can keep a backlog while it looks at it.
// With PASSWORD, the server answers only who sent it before.
const { HOST = '127.0.0.1', REDIS = '', JOB_MS = '50', GATE = '', PASSWORD = '' } = process.env;

function encode(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

function server() {
  const lists = new Map();
  const counters = new Map();
  const listAt = (key) => lists.get(key) ?? [];
  const commands = {
    TYPE: (key) => `+${listAt(key).length > 0 ? 'list' : 'none'}\r\n`,
    LLEN: (key) => `:${listAt(key).length}\r\n`,
    RPUSH: (key, ...values) => {
      lists.set(key, [...listAt(key), ...values]);
      return `:${listAt(key).length}\r\n`;
    },
    LPOP: (key) => {
      const [first, ...rest] = listAt(key);
      lists.set(key, rest);
      return first === undefined ? '$-1\r\n' : `$${Buffer.byteLength(first)}\r\n${first}\r\n`;
    },
    INCR: (key) => {
      counters.set(key, (counters.get(key) ?? 0) + 1);
      return `:${counters.get(key)}\r\n`;
    },
    GET: (key) => {
      const text = String(counters.get(key) ?? 0);
      return `$${text.length}\r\n${text}\r\n`;
    },
  };
  const listener = net.createServer((socket) => {
    let text = '';
    let sent = '';
    const reply = (name, words) => {
      if (name === 'AUTH') sent = words.at(-1);
      if (sent !== PASSWORD) return '-NOAUTH Authentication required.\r\n';
      return name === 'AUTH' ? '+OK\r\n' : (commands[name]?.(...words) ?? `-ERR unknown command '${name}'\r\n`);
    };
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
      for (;;) {
        const lines = text.split('\r\n');
        const count = Number(lines[0].slice(1));
        if (lines.length < 1 + 2 * count + 1) return;
        const [name, ...words] = Array.from({ length: count }, (_, index) => lines[2 + 2 * index]);
        text = lines.slice(1 + 2 * count).join('\r\n');
        socket.write(reply(name, words));
        if (text === '') return;
      }
    });
  });
  listener.listen(6379, HOST);
  process.on('SIGTERM', () => process.exit(0));
}

function worker() {
  const [host, port] = REDIS.split(':');
  const socket = net.connect(Number(port), host);
  socket.setEncoding('utf8');
  let state = 'working';
  const ask = (...words) =>
    new Promise((resolve) => {
      socket.once('data', resolve);
      socket.write(encode(words));
    });
  const pause = () => new Promise((resolve) => setTimeout(resolve, Number(JOB_MS)));
  const isShut = async () => GATE !== '' && (await ask('GET', GATE)).endsWith('\r\n0\r\n');
  const work = async () => {
    while (state === 'working' && (await isShut())) await pause();
    while (state === 'working') {
      const job = await ask('LPOP', 'jobs');
      await pause();
      if (!job.startsWith('$-1')) await ask('INCR', 'done');
    }
    process.exit(0);
  };
  socket.once('connect', () => {
    createServer((_, response) => response.end()).listen(8000, HOST);
    void work();
  });
  process.on('SIGTERM', () => (state = 'leaving'));
}

/** Takes one job and ends. */
function one() {
  const [host, port] = REDIS.split(':');
  const socket = net.connect(Number(port), host);
  socket.setEncoding('utf8');
  const ask = (...words) =>
    new Promise((resolve) => {
      socket.once('data', resolve);
      socket.write(encode(words));
    });
  socket.once('connect', async () => {
    const job = await ask('LPOP', 'jobs');
    if (!job.startsWith('$-1')) await ask('INCR', 'done');
    process.exit(0);
  });
}

({ server, worker, one })[process.argv[2]]();
