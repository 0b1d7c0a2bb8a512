-- The archive. Times are Unix seconds. Nothing here is a cookie or a signed address.
-- A change here needs a step from the version before (to_N.sql), which a test compares with this.
PRAGMA application_id = 1129006416; -- "CKEP"

-- One row for each time a post was kept.
CREATE TABLE posts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    page TEXT NOT NULL,
    created INTEGER NOT NULL,
    kept_at INTEGER NOT NULL,
    folder TEXT NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0, -- of its files together
    newest INTEGER NOT NULL DEFAULT 1 CHECK (newest IN (0, 1)), -- the last row of this id
    notes TEXT NOT NULL DEFAULT '', -- what was not as it should be: words of notes.inc
    licence TEXT NOT NULL DEFAULT '', -- that it states: an SPDX name
    grade TEXT NOT NULL DEFAULT '', -- how surely: 'certain', ...; '': not read yet
    rights_edition INTEGER NOT NULL DEFAULT 0, -- of the rules by which these two were read
    mine INTEGER NOT NULL DEFAULT 0 CHECK (mine IN (0, 1)), -- the person who keeps it made it
    saving TEXT NOT NULL DEFAULT 'unknown' -- whether its creator lets others save it
        CHECK (saving IN ('allowed', 'off', 'unknown')),
    seen TEXT NOT NULL DEFAULT 'host' CHECK (seen IN ('page', 'host', 'folder'))
) STRICT;
CREATE INDEX posts_by_id ON posts (id, number);
CREATE INDEX posts_newest ON posts (bytes) WHERE newest = 1;
CREATE INDEX posts_by_edition ON posts (rights_edition, folder);

-- What was kept of it; place 0 is the main file.
CREATE TABLE files (
    post INTEGER NOT NULL REFERENCES posts (number) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    checked_at INTEGER NOT NULL DEFAULT 0, -- when its hash was last compared, 0: never
    round INTEGER NOT NULL DEFAULT 0, -- number of the verification that did so
    found TEXT NOT NULL DEFAULT '' CHECK (found IN ('', 'good', 'damaged', 'missing')),
    summed INTEGER NOT NULL DEFAULT 0 CHECK (summed IN (0, 1)), -- it is in SHA256SUMS
    PRIMARY KEY (post, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_name ON files (name);
CREATE INDEX files_unsummed ON files (post) WHERE summed = 0;
CREATE INDEX files_missing ON files (bytes) WHERE found = 'missing';

-- What is to do and what became of it. AUTOINCREMENT: a number is never given twice.
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    post TEXT NOT NULL,
    page TEXT NOT NULL,
    kind TEXT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    again INTEGER NOT NULL CHECK (again IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('queued', 'reading', 'downloading', 'checking',
                                         'done', 'failed', 'cancelled')),
    ended INTEGER NOT NULL AS (state IN ('done', 'failed', 'cancelled')),
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    owner TEXT NOT NULL, -- the file in owners/ that the process which works on it has locked
    priority INTEGER NOT NULL DEFAULT 0, -- 0: a person clicked; a larger number comes later
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    due_at INTEGER NOT NULL DEFAULT 0,     -- not before
    started_at INTEGER NOT NULL DEFAULT 0, -- the attempt that is under way, 0: none
    tries INTEGER NOT NULL DEFAULT 0,      -- attempts that have ended
    browser TEXT NOT NULL DEFAULT '',      -- the post came from a page of that browser, '': it did not
    bound INTEGER NOT NULL DEFAULT 0 CHECK (bound IN (0, 1)), -- strangers are not shown it: it waits for that browser
    mine INTEGER NOT NULL DEFAULT 0 CHECK (mine IN (0, 1)), -- the person made the post
    consent INTEGER NOT NULL DEFAULT 0 CHECK (consent IN (0, 1)) -- keep it although its creator turned saving off
) STRICT;
-- A post has one unfinished job at most, whichever process has it.
CREATE UNIQUE INDEX jobs_unfinished ON jobs (post) WHERE state NOT IN ('done', 'failed', 'cancelled');
CREATE INDEX jobs_by_post ON jobs (post, number);
CREATE INDEX jobs_by_state ON jobs (state, number);
CREATE INDEX jobs_to_claim ON jobs (owner, paused, priority, number, due_at, browser, bound)
    WHERE state NOT IN ('done', 'failed', 'cancelled');

-- How each attempt at a job ended.
CREATE TABLE attempts (
    number INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    code TEXT NOT NULL, -- "ok": it was kept
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_job ON attempts (job, number);

-- Settings that belong to the queue, not to the person's settings file.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Files that have begun to come, so that a later process can go on with them.
CREATE TABLE begun (
    post TEXT NOT NULL,
    word TEXT NOT NULL,      -- of the part's name, ".POST.WORD.part"
    folder TEXT NOT NULL,    -- absolute save folder at that time
    place TEXT NOT NULL,     -- of the part in it: "AUTHOR", "AUTHOR/.sources"
    stream TEXT NOT NULL,    -- which of the post's files it is, in words of our own
    validator TEXT NOT NULL, -- a strong ETag or Last-Modified: names this version of the file
    total INTEGER NOT NULL,  -- bytes of the whole file, -1 unknown
    bytes INTEGER NOT NULL CHECK (bytes > 0), -- that are surely on the drive
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- of those
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (post, word)
) STRICT, WITHOUT ROWID;

-- What creators have permitted, as the person wrote it down. The files beside the post
-- say the same, and are what counts (host/session/SIDECAR.md).
CREATE TABLE permissions (
    post TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    file TEXT NOT NULL, -- that holds it; its name as in "files"
    who TEXT NOT NULL,
    scope TEXT NOT NULL, -- words of 'keep share change sell'
    given TEXT NOT NULL, -- the day: YYYY-MM-DD
    note TEXT NOT NULL,
    proof TEXT NOT NULL, -- a file's name as in "files", '': none
    proof_bytes INTEGER NOT NULL CHECK (proof_bytes >= 0),
    proof_sha256 TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    withdrawn_at INTEGER NOT NULL DEFAULT 0, -- 0: it stands
    PRIMARY KEY (post, number),
    UNIQUE (post, file)
) STRICT, WITHOUT ROWID;

-- Lists that posts were found in: of an account, of TikTok, or of the person's own making.
CREATE TABLE lists (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL DEFAULT 'posts'
        CHECK (kind IN ('posts', 'likes', 'favourites', 'collection', 'reposts', 'stories',
                        'playlist', 'tag', 'sound', 'comments', 'watch', 'links', 'folder')),
    owner TEXT NOT NULL,  -- the account's id, '' unknown
    handle TEXT NOT NULL, -- its newest known name
    key TEXT NOT NULL,    -- id of the collection, playlist, tag or sound, '': none
    title TEXT NOT NULL,
    mine INTEGER NOT NULL CHECK (mine IN (0, 1)), -- of the person who keeps it
    came_from TEXT NOT NULL -- an address, or the name of a file
) STRICT;
CREATE UNIQUE INDEX lists_once ON lists (kind, key, owner, iif(owner = '', handle, ''));
CREATE INDEX lists_by_handle ON lists (kind, key, handle);

-- What is in them. The facts are what was last known: they outlive the post.
CREATE TABLE list_posts (
    list INTEGER NOT NULL REFERENCES lists (number) ON DELETE CASCADE,
    post TEXT NOT NULL,
    added_at INTEGER NOT NULL, -- when it was liked, chosen, posted again; 0 unknown
    place INTEGER NOT NULL, -- the smallest is the first in the list
    first_run INTEGER NOT NULL,
    last_run INTEGER NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    created INTEGER NOT NULL, -- 0 unknown
    kind TEXT NOT NULL, -- 'video', 'photo', '' unknown
    noted INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1)), -- the journal has these facts
    PRIMARY KEY (list, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_posts_by_post ON list_posts (post);
CREATE INDEX list_posts_by_place ON list_posts (list, place);

-- Each time a list was gone through.
CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    list INTEGER NOT NULL REFERENCES lists (number) ON DELETE CASCADE,
    source TEXT NOT NULL CHECK (source IN ('tab', 'site', 'export', 'links', 'folder')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0, -- 0: under way, or broken off
    full INTEGER NOT NULL CHECK (full IN (0, 1)), -- to its end, whatever is known already
    stated INTEGER NOT NULL DEFAULT -1, -- how many there are by what TikTok says, -1 unknown
    ended TEXT NOT NULL DEFAULT '' CHECK (ended IN ('', 'complete', 'enough', 'short', 'stopped',
                                                    'captcha', 'refused')),
    name TEXT NOT NULL DEFAULT '', -- by which the journal calls it
    noted INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1)) -- the journal has this row
) STRICT;
CREATE INDEX runs_by_list ON runs (list, number);
CREATE UNIQUE INDEX runs_by_name ON runs (name);
CREATE INDEX runs_unnoted ON runs (number) WHERE noted = 0;

-- What it found. What became of a post is said by "posts" and by its newest job, and
-- here only after that job was forgotten.
CREATE TABLE run_posts (
    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    post TEXT NOT NULL,
    was_kept INTEGER NOT NULL CHECK (was_kept IN (0, 1)), -- when it was found
    chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)), -- 0: the person did not want it
    code TEXT NOT NULL DEFAULT '', -- why it could not be kept, of a job that was forgotten
    noted INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1)), -- it is in the journal
    PRIMARY KEY (run, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_posts_coded ON run_posts (post) WHERE code <> '';
CREATE INDEX run_posts_unnoted ON run_posts (run) WHERE noted = 0;

PRAGMA user_version = 7;
