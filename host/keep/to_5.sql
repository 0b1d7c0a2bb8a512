-- From version 4 to 5: lists, what is in them, and each time they were gone through.
CREATE TABLE lists (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('posts', 'likes', 'favourites', 'collection', 'reposts',
                                       'playlist', 'tag', 'sound', 'comments', 'watch',
                                       'links', 'folder')),
    owner TEXT NOT NULL,
    handle TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    mine INTEGER NOT NULL CHECK (mine IN (0, 1)),
    came_from TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX lists_once ON lists (kind, key, owner, iif(owner = '', handle, ''));
CREATE INDEX lists_by_handle ON lists (kind, key, handle);

CREATE TABLE list_posts (
    list INTEGER NOT NULL REFERENCES lists (number) ON DELETE CASCADE,
    post TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    place INTEGER NOT NULL,
    first_run INTEGER NOT NULL,
    last_run INTEGER NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    created INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (list, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_posts_by_post ON list_posts (post);
CREATE INDEX list_posts_by_place ON list_posts (list, place);

CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    list INTEGER NOT NULL REFERENCES lists (number) ON DELETE CASCADE,
    source TEXT NOT NULL CHECK (source IN ('tab', 'site', 'export', 'links', 'folder')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    full INTEGER NOT NULL CHECK (full IN (0, 1)),
    stated INTEGER NOT NULL DEFAULT -1,
    ended TEXT NOT NULL DEFAULT '' CHECK (ended IN ('', 'complete', 'enough', 'short', 'stopped',
                                                    'captcha', 'refused'))
) STRICT;
CREATE INDEX runs_by_list ON runs (list, number);

CREATE TABLE run_posts (
    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    post TEXT NOT NULL,
    was_kept INTEGER NOT NULL CHECK (was_kept IN (0, 1)),
    chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)),
    code TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_posts_coded ON run_posts (post) WHERE code <> '';
