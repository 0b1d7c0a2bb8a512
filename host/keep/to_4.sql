-- From version 3 to 4: what is known of the rights; permissions; what was said
-- of the post of a job.
ALTER TABLE posts ADD COLUMN licence TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN grade TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN rights_edition INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN mine INTEGER NOT NULL DEFAULT 0 CHECK (mine IN (0, 1));
ALTER TABLE posts ADD COLUMN saving TEXT NOT NULL DEFAULT 'unknown'
    CHECK (saving IN ('allowed', 'off', 'unknown'));
CREATE INDEX posts_by_edition ON posts (rights_edition, folder);

CREATE TABLE permissions (
    post TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    file TEXT NOT NULL,
    who TEXT NOT NULL,
    scope TEXT NOT NULL,
    given TEXT NOT NULL,
    note TEXT NOT NULL,
    proof TEXT NOT NULL,
    proof_bytes INTEGER NOT NULL CHECK (proof_bytes >= 0),
    proof_sha256 TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    withdrawn_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (post, number),
    UNIQUE (post, file)
) STRICT, WITHOUT ROWID;

ALTER TABLE jobs ADD COLUMN mine INTEGER NOT NULL DEFAULT 0 CHECK (mine IN (0, 1));
ALTER TABLE jobs ADD COLUMN consent INTEGER NOT NULL DEFAULT 0 CHECK (consent IN (0, 1));
