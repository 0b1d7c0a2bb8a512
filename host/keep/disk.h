/* disk.h - what publishing files and publishing folders have in common, for this room
 * only: locks, names that replace nothing, and the names of our own leftovers.
 * Protocol: download-engine.md §4. */
#ifndef CK_KEEP_DISK_H
#define CK_KEEP_DISK_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* True for one path component that is neither "." nor "..". */
bool ck_disk_component(const char *name);
/* True for a name that only ck_stage_open() makes: ".KEY.part", the key one or more of
 * letters, digits, ".", "_" and "-". Pure. */
bool ck_disk_part_name(const char *name);
/* True when `name` in `dirfd` is the very file or folder that `fd` has open. */
bool ck_disk_is_at(int dirfd, const char *name, int fd);
/* Locks an open file or folder until it is closed. False: another one has it.
 * Filesystems without flock(2) get no guard here and give true; the archive's one
 * unfinished job per post is left to them. */
bool ck_disk_lock(int fd);
/* Waits for the lock, up to five seconds: for short sections only. */
bool ck_disk_lock_wait(int fd);
/* The same where taking something away hangs on it: false also without flock(2). */
bool ck_disk_lock_surely(int fd);
/* rename(2) within `dirfd` that never replaces, for files and folders; 0 or an errno,
 * EEXIST when `to` is taken. */
int ck_disk_rename(int dirfd, const char *from, const char *to);
/* The same from one folder into another; EXDEV when they are on two drives. */
int ck_disk_move(int from_dir, const char *from, int to_dir, const char *to);
/* fsync(2) of a folder. True also where a network filesystem cannot and says so. */
bool ck_disk_sync_folder(int dirfd);

/* Opens the folder that holds the last component of `name`, a relative path of at most
 * CK_DISK_DEPTH components, each folder on the way below `dirfd` and reached without a
 * symbolic link; `ret_last` points into `name`. -1 (errno EINVAL, ENOENT, ENOTDIR, ELOOP,
 * …) when that cannot be. Close it. */
enum { CK_DISK_DEPTH = 5 }; /* three folders (names.h), photo post, picture */
int ck_disk_open_parent(int dirfd, const char *name, const char **ret_last);
/* Opens the regular file `name` below `dirfd` for reading, by the same rules, and says
 * how big it is. -1 when it is not there or something else. Close it. */
int ck_disk_open_file(int dirfd, const char *name, int64_t *ret_bytes);

/* Told of each name in a folder but "." and ".."; false ends the listing. */
typedef bool ck_disk_entry(void *ctx, const char *name);
/* Lists a folder. False: it could not be read (errno), or `entry` ended it (errno 0). */
bool ck_disk_list(int dirfd, ck_disk_entry *entry, void *ctx);
/* The same, but for names that the drive says are no folders. */
bool ck_disk_list_folders(int dirfd, ck_disk_entry *entry, void *ctx);

#endif
