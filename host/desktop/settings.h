/* settings.h - what the person chose, in one small JSON file, replaced atomically. */
#ifndef CK_DESKTOP_SETTINGS_H
#define CK_DESKTOP_SETTINGS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { CK_SETTING_WORD = 16, CK_SETTING_NAMES = 201, CK_PARALLEL_MOST = 8 };
/* The greatest `speed_limit`: 1 GB/s. */
#define CK_SPEED_MOST 1000000000

struct ck_settings {
    char *folder;       /* absolute save folder; never NULL after a load */
    bool folder_chosen; /* false: `folder` is the default */
    bool cover;         /* also keep the cover picture (default true) */
    int parallel;       /* downloads at once, 1…8 (default 3) */
    int64_t
        speed_limit; /* bytes per second of all downloads together, 0: none (default) */
    /* Which version of a video: "best" (default), "compatible", "small", "sound-only", or
     * a word that only a newer Clipkeep knows. */
    char quality[CK_SETTING_WORD];
    /* Which captions: "all" (default), "spoken" (those not translated by machine),
     * "none", or a newer word. */
    char captions[CK_SETTING_WORD];
    /* The pattern by which posts are named (keep/names.h), which whoever uses it checks;
     * "": the usual one. */
    char names[CK_SETTING_NAMES];
    /* Posts whose creators turned saving off: "ask" (default), "keep", "skip", or a newer
     * word, which is as "ask". */
    char saving_off[CK_SETTING_WORD];
    bool watermark; /* a video with TikTok's watermark rather than none (default false) */
    bool sources;   /* keep the two files a joined video was made of (default false) */
    bool keep_going;  /* after the browser has closed (default false) */
    char *user_agent; /* the host's own when the browser's is not known; NULL: default */
};

/* Reads the settings; a missing file gives the defaults, a damaged one is set aside as
 * settings.json.damaged and gives the defaults. Errors: no-memory, disk-error,
 * folder-missing (no home folder). */
CK_NODISCARD bool ck_settings_load(struct ck_settings *ret, struct ck_error *err);
/* Which settings file was seen last. Zeroed at first. */
struct ck_settings_stamp {
    int64_t inode, bytes, seconds, nanoseconds;
};
/* True when the file is another one than `stamp` says, which then speaks of it. */
bool ck_settings_changed(struct ck_settings_stamp *stamp);
/* Writes them; keys of a newer Clipkeep stay. Errors: disk-full, disk-error, no-memory,
 * folder-missing (no home folder), usage (the folder's name is not UTF-8, or a value is
 * one that a load would not take). */
CK_NODISCARD bool ck_settings_save(const struct ck_settings *settings,
                                   struct ck_error *err);
/* A copy that shares nothing; free with ck_settings_clear(). Errors: no-memory. */
CK_NODISCARD bool ck_settings_copy(const struct ck_settings *settings,
                                   struct ck_settings *ret, struct ck_error *err);
void ck_settings_clear(struct ck_settings *settings);
/* The last component of the save folder, as shown to the extension; borrowed. */
const char *ck_settings_folder_name(const struct ck_settings *settings);
/* True for what may be `user_agent`: 1 to 300 characters of printable ASCII. */
bool ck_settings_agent_valid(const char *text);

#endif
