// Adds the posts that transfer.py saves and prints their addresses: one large, then COUNT smaller.
// usage, inside tests/standin/world.sh: node transfer-posts.mjs COUNT
import { Standin } from '../standin/control.mjs';
import { addressOf } from '../standin/posts.mjs';

const AUTHORS = 10;
const standin = await Standin.connect();

async function add(n, bytes) {
  const gear = { gear: 'normal_720_0', codec: 'h264', width: 720, height: 1280, bytes, kind: 'h264' };
  const id = String(7610000000000000000n + BigInt(n));
  const post = { id, author: `bench${n % AUTHORS}`, text: `post number ${n}`, gears: [gear] };
  await standin.add(post);
  console.log(addressOf(post));
}

await add(0, 20e6);
for (let n = 1; n <= Number(process.argv[2]); n += 1) await add(n, 3e6);
