// Adds the posts that transfer.py saves and prints their addresses: one large, then POSTS of 3 MB,
// then JOBS as small as a video can be.
// usage, inside tests/standin/world.sh: node transfer-posts.mjs POSTS JOBS
import { Standin } from '../standin/control.mjs';
import { addressOf } from '../standin/posts.mjs';

const AUTHORS = 10;
const [posts, jobs] = process.argv.slice(2).map(Number);
const standin = await Standin.connect();
let added = 0;

/** @param {number} bytes 0: as few as can be */
async function add(bytes) {
  const gear = { gear: 'normal_720_0', codec: 'h264', width: 720, height: 1280, bytes, kind: bytes ? 'h264' : 'h264-720' };
  const id = String(7610000000000000000n + BigInt(added));
  const post = { id, author: `bench${added % AUTHORS}`, text: `post number ${added}`, gears: [gear] };
  await standin.add(post);
  console.log(addressOf(post));
  added += 1;
}

await add(20e6);
for (let n = 0; n < posts; n += 1) await add(3e6);
for (let n = 0; n < jobs; n += 1) await add(0);
