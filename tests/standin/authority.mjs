// A timestamp authority (RFC 3161), by `openssl ts`. Its keys are made when it is first asked.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CONFIG = (dir) => `[tsa]
default_tsa = usual
[usual]
serial = ${dir}/serial
default_policy = 1.3.6.1.4.1.6449.2.1.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

const openssl = (cwd, ...args) =>
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });

/** Makes a key and a certificate of this name, signed by the CA whose files are named, or by itself. */
function certify(dir, name, subject, ca) {
  const extensions = join(dir, `${name}.ext`);
  writeFileSync(extensions, `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=critical,timeStamping\n`);
  openssl(dir, 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/O=Stand-in/CN=${subject}`,
    '-keyout', `${name}.key`, '-out', `${name}.csr`);
  openssl(dir, 'x509', '-req', '-in', `${name}.csr`, '-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial', '-days', '90',
    '-extfile', extensions, '-out', `${name}.pem`);
}

function prepare(world) {
  const dir = join(world, 'authority');
  if (existsSync(join(dir, 'ready'))) return dir;
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'ts.cnf'), CONFIG(dir));
  writeFileSync(join(dir, 'serial'), '01\n');
  certify(dir, 'signer', 'Stand-in Time Stamping', '../ca');
  openssl(dir, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90',
    '-subj', '/CN=nobody you know', '-keyout', 'nobody.key', '-out', 'nobody.pem');
  certify(dir, 'stranger', 'Stand-in Time Stamping', './nobody');
  writeFileSync(join(dir, 'ready'), '');
  return dir;
}

/** The bytes of an answer that `signer` signs. */
function answerOf(dir, query, signer = 'signer') {
  writeFileSync(join(dir, 'query.tsq'), query);
  const chain = signer === 'stranger' ? 'nobody.pem' : '../ca.pem';
  openssl(dir, 'ts', '-reply', '-config', 'ts.cnf', '-queryfile', 'query.tsq', '-signer', `${signer}.pem`,
    '-inkey', `${signer}.key`, '-chain', chain, '-out', 'answer.tsr');
  return readFileSync(join(dir, 'answer.tsr'));
}

/** The query for the hash of something else, with the nonce of this one. */
function otherHash(query) {
  const changed = Buffer.from(query);
  const at = changed.indexOf(Buffer.from([0x04, 0x20])); // the octet string of the hash
  randomBytes(32).copy(changed, at + 2);
  return changed;
}

const reply = (status, type, body, headers = {}) => ({ status, headers: { 'content-type': type, ...headers }, body });
const stamp = (body) => reply(200, 'application/timestamp-reply', body);

let last = Buffer.alloc(0); // the last good answer

/** What it may be told to do, by name; '' is an honest authority. */
const BEHAVIOURS = {
  '': (dir, query) => stamp((last = answerOf(dir, query))),
  page: () => reply(200, 'text/html', '<!doctype html><title>Welcome</title>'),
  busy: () => reply(503, 'text/plain', 'busy'),
  moved: () => reply(302, 'text/plain', '', { location: 'https://files.example.net/' }),
  refuses: (dir, query) => stamp(answerOf(dir, Buffer.concat([query.subarray(0, query.length - 2), Buffer.from([0, 0])]))),
  replays: () => stamp(last),
  other: (dir, query) => stamp(answerOf(dir, otherHash(query))),
  stranger: (dir, query) => stamp(answerOf(dir, query, 'stranger')),
  huge: () => stamp(Buffer.alloc(1 << 20, 0x30)),
  cut: (dir, query) => stamp(answerOf(dir, query).subarray(0, 400)),
};

/** Answers a request. */
export async function stampTime(world, worldDir, req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const query = Buffer.concat(chunks);
  if (req.method !== 'POST' || req.headers['content-type'] !== 'application/timestamp-query') {
    return reply(400, 'text/plain', 'nobody should ask so');
  }
  return { ...BEHAVIOURS[world.settings.authority](prepare(worldDir), query), facts: { body: query.toString('hex') } };
}
