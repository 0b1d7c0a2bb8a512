-- From version 2 to 3: files that have begun to come.
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
