-- From version 1 to 2: attempts, priorities, pauses, checks of files, lines of SHA256SUMS.
ALTER TABLE posts ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN newest INTEGER NOT NULL DEFAULT 1 CHECK (newest IN (0, 1));
UPDATE posts SET bytes = (SELECT coalesce(sum(bytes), 0) FROM files WHERE post = posts.number),
    newest = number = (SELECT max(number) FROM posts AS other WHERE other.id = posts.id);
CREATE INDEX posts_newest ON posts (bytes) WHERE newest = 1;

ALTER TABLE files ADD COLUMN checked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN found TEXT NOT NULL DEFAULT '' CHECK (found IN ('', 'good', 'damaged', 'missing'));
ALTER TABLE files ADD COLUMN summed INTEGER NOT NULL DEFAULT 0 CHECK (summed IN (0, 1));
CREATE INDEX files_by_name ON files (name);
CREATE INDEX files_unsummed ON files (post) WHERE summed = 0;
CREATE INDEX files_missing ON files (bytes) WHERE found = 'missing';

ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));
ALTER TABLE jobs ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN started_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN browser TEXT NOT NULL DEFAULT '';
CREATE INDEX jobs_by_post ON jobs (post, number);
CREATE INDEX jobs_by_state ON jobs (state, number);
CREATE INDEX jobs_to_claim ON jobs (owner, paused, priority, number, due_at, browser)
    WHERE state NOT IN ('done', 'failed', 'cancelled');

CREATE TABLE attempts (
    number INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_job ON attempts (job, number);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
