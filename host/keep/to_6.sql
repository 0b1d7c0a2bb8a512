-- From version 5 to 6: posts that were taken over from a folder say so; what a run has
-- found is written down in the save folder too.
ALTER TABLE posts RENAME COLUMN seen TO seen_before;
ALTER TABLE posts ADD COLUMN seen TEXT NOT NULL DEFAULT 'host'
    CHECK (seen IN ('page', 'host', 'folder'));
UPDATE posts SET seen = seen_before;
ALTER TABLE posts DROP COLUMN seen_before;

ALTER TABLE runs ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN noted INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1));
UPDATE runs SET name = lower(hex(randomblob(8)));
CREATE UNIQUE INDEX runs_by_name ON runs (name);
CREATE INDEX runs_unnoted ON runs (number) WHERE noted = 0;
ALTER TABLE list_posts ADD COLUMN noted INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1));
ALTER TABLE run_posts ADD COLUMN noted INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1));
CREATE INDEX run_posts_unnoted ON run_posts (run) WHERE noted = 0;

-- They were recorded as read by us before.
UPDATE posts SET seen = 'folder' WHERE EXISTS
    (SELECT 1 FROM list_posts AS l JOIN runs AS r ON r.list = l.list AND r.source = 'folder'
     JOIN run_posts AS f ON f.run = r.number AND f.post = l.post AND f.was_kept = 0
     WHERE l.post = posts.id AND posts.kept_at BETWEEN r.started_at AND r.ended_at);
