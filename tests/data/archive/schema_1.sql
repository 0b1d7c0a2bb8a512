-- The archive. Times are Unix seconds. Nothing here is a cookie or a signed address.
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
    seen TEXT NOT NULL CHECK (seen IN ('page', 'host')),
    folder TEXT NOT NULL
) STRICT;
CREATE INDEX posts_by_id ON posts (id, number);

-- What was kept of it; place 0 is the main file.
CREATE TABLE files (
    post INTEGER NOT NULL REFERENCES posts (number) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    PRIMARY KEY (post, place)
) STRICT, WITHOUT ROWID;

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
    owner TEXT NOT NULL -- the file in owners/ that the process which works on it has locked
) STRICT;
-- A post has one unfinished job at most, whichever process has it.
CREATE UNIQUE INDEX jobs_unfinished ON jobs (post) WHERE state NOT IN ('done', 'failed', 'cancelled');

PRAGMA user_version = 1;
