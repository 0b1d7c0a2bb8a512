/* album.h - a folder of files that gets its name only when all of it is there: a photo
 * post. Its files are staged and published (stage.h) inside a hidden folder, which is
 * then renamed as a whole. Never replaces anything. Paths are relative to a folder
 * descriptor, which stays owned by the caller. Protocol: download-engine.md §4. */
#ifndef CK_KEEP_ALBUM_H
#define CK_KEEP_ALBUM_H

#include "keep/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_album;

/* Makes the hidden folder `.KEY.parts` in `dirfd`, or takes over that of a dead run and
 * empties it. One that a living album holds (in this process or another) is left alone
 * and gives saving-elsewhere. `key` is one safe path component. Errors: saving-elsewhere,
 * name-taken (something that is not ours lies there), disk-full, folder-missing,
 * folder-read-only, disk-error, no-memory. */
CK_NODISCARD bool ck_album_open(int dirfd, const char *key, struct ck_album **ret,
                                struct ck_error *err);
/* The hidden folder, for ck_stage_open(); borrowed until the album ends. Give its files
 * names of ck_album_own_name() only: nothing else is cleaned up after a crash. */
int ck_album_fd(const struct ck_album *album);
/* Gives the folder its name in `dirfd`, with `mtime` (Unix seconds, 0: leave) as its
 * date, and makes that last. All its files must be published, all its stages ended.
 * Never replaces: name-taken when `name` exists; then try the next one. After any error
 * nothing of ours has that name, unless the drive broke between naming and making sure;
 * ck_album_same() finds that one. Errors: name-taken, disk-full, folder-read-only,
 * disk-error, internal (an open part is in it, a bad name). */
CK_NODISCARD bool ck_album_publish(struct ck_album *album, const char *name,
                                   int64_t mtime, struct ck_error *err);
/* Frees the album, and removes its folder unless it was published. NULL is allowed. End
 * the stages in it first. */
void ck_album_free(struct ck_album *album);
/* Frees the album but leaves the hidden folder for a later run (end of the process). */
void ck_album_abandon(struct ck_album *album);

/* Removes a hidden folder that the caller has open and locked, with the files in it that
 * are ours; what else it holds stays, and so does it then. False: it is still there. */
bool ck_album_remove(int dirfd, const char *hidden, int fd);

/* True for a name that a file in an album may have: two to four digits, "sound", "cover"
 * or "captions.LANGUAGE" with a suffix, "post.info.json", or a part of ck_stage_open().
 * Pure. */
bool ck_album_own_name(const char *name);

struct ck_album_file {
    const char *name;
    struct ck_staged_file file; /* sha256 "": any content will do */
};

/* True when `name` in `dirfd` is a folder of exactly these files: no other name in it,
 * each of these bytes (reads them whole). After a crash between publishing and recording,
 * a second run finds by this that its folder is there already. */
bool ck_album_same(int dirfd, const char *name, const struct ck_album_file *files,
                   size_t count);

#endif
