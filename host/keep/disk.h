/* disk.h - what publishing files and publishing folders have in common, for this room
 * only: locks, names that replace nothing, and the names of our own leftovers.
 * Protocol: download-engine.md §4. */
#ifndef CK_KEEP_DISK_H
#define CK_KEEP_DISK_H

#include "base/error.h"

#include <stdbool.h>

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
/* The same where taking something away hangs on it: false also without flock(2). */
bool ck_disk_lock_surely(int fd);
/* rename(2) within `dirfd` that never replaces, for files and folders; 0 or an errno,
 * EEXIST when `to` is taken. */
int ck_disk_rename(int dirfd, const char *from, const char *to);
/* fsync(2) of a folder. True also where a network filesystem cannot and says so. */
bool ck_disk_sync_folder(int dirfd);

/* Told of each name in a folder but "." and ".."; false ends the listing. */
typedef bool ck_disk_entry(void *ctx, const char *name);
/* Lists a folder. False: it could not be read (errno), or `entry` ended it (errno 0). */
bool ck_disk_list(int dirfd, ck_disk_entry *entry, void *ctx);

#endif
