-- From version 6 to 7: a list may be of stories.
DROP INDEX lists_once;
DROP INDEX lists_by_handle;
ALTER TABLE lists RENAME COLUMN kind TO kind_before;
ALTER TABLE lists ADD COLUMN kind TEXT NOT NULL DEFAULT 'posts'
    CHECK (kind IN ('posts', 'likes', 'favourites', 'collection', 'reposts', 'stories',
                    'playlist', 'tag', 'sound', 'comments', 'watch', 'links', 'folder'));
UPDATE lists SET kind = kind_before;
ALTER TABLE lists DROP COLUMN kind_before;
CREATE UNIQUE INDEX lists_once ON lists (kind, key, owner, iif(owner = '', handle, ''));
CREATE INDEX lists_by_handle ON lists (kind, key, handle);
