-- From version 2 to 3: files that have begun to come; work that waits for a browser; notes.
CREATE TABLE begun (
    post TEXT NOT NULL,
    word TEXT NOT NULL,
    folder TEXT NOT NULL,
    place TEXT NOT NULL,
    stream TEXT NOT NULL,
    validator TEXT NOT NULL,
    total INTEGER NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (post, word)
) STRICT, WITHOUT ROWID;

ALTER TABLE jobs ADD COLUMN bound INTEGER NOT NULL DEFAULT 0 CHECK (bound IN (0, 1));
DROP INDEX jobs_to_claim;
CREATE INDEX jobs_to_claim ON jobs (owner, paused, priority, number, due_at, browser, bound)
    WHERE state NOT IN ('done', 'failed', 'cancelled');

ALTER TABLE posts ADD COLUMN notes TEXT NOT NULL DEFAULT '';
