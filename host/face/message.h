/* message.h - the browser's messages as structs (PROTOCOL.md). Pure: no I/O. Strict: what
 * is not of the agreed form is refused with a code; unknown keys are ignored. */
#ifndef CK_FACE_MESSAGE_H
#define CK_FACE_MESSAGE_H

#include "base/error.h"
#include "face/choice.h"
#include "fetch/client.h"
#include "keep/permission.h"
#include "keep/runs.h"
#include "keep/wanted.h"
#include "tiktok/address.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CK_PROTOCOL = 1 }; /* the one version this host speaks */

enum ck_verb {
    CK_VERB_HELLO,
    CK_VERB_READ,
    CK_VERB_SAVE,
    CK_VERB_CANCEL,
    CK_VERB_LIST,
    CK_VERB_SUBSCRIBE,
    CK_VERB_CHOOSE_FOLDER,
    CK_VERB_SHOW_IN_FOLDER,
    CK_VERB_SETTINGS,
    CK_VERB_PAUSE,
    CK_VERB_RESUME,
    CK_VERB_RETRY,
    CK_VERB_DETACHED,
    CK_VERB_DETACHED_STOP,
    CK_VERB_COUNTS,
    CK_VERB_NAMES,
    CK_VERB_MOVING,
    CK_VERB_MOVE,
    CK_VERB_DOCTOR,
    CK_VERB_PERMISSION,
    CK_VERB_PERMISSIONS,
    CK_VERB_PERMISSION_WITHDRAW,
    CK_VERB_HISTORY_DELETE,
    CK_VERB_BACKUP_AHEAD,
    CK_VERB_BACKUP_OPEN,
    CK_VERB_BACKUP_ANSWER,
    CK_VERB_BACKUP_END,
    CK_VERB_BACKUP_RECEIPT,
    CK_VERB_BACKUP_RETRY,
    CK_VERB_BACKUP_DUE,
    CK_VERB_IMPORT_CHOOSE,
    CK_VERB_IMPORT_START,
    CK_VERB_IMPORT_STOP,
    CK_VERB_IMPORTING,
};

/* What the person wants of posts that are kept in another folder. */
enum ck_move_word { CK_MOVE_START, CK_MOVE_STOP, CK_MOVE_LEAVE };

/* One request. Strings are borrowed from `json`, which the struct owns. */
struct ck_message {
    json_t *json;
    int64_t id; /* 0 until known */
    enum ck_verb verb;
    enum ck_move_word move;
    int64_t least, most; /* hello: protocol versions of the extension */
    const char *version; /* hello: the extension's own */
    const char *browser; /* hello: "chromium" or "firefox" */
    const char *address; /* read, save */
    const char *names;   /* names: a pattern, not checked yet */
    const char *item;    /* NULL: none */
    size_t item_len;
    const char *user_agent; /* NULL: none */
    struct ck_cookies cookies;
    bool again;
    bool mine;             /* read, save */
    bool consent;          /* save, retry, backup-retry, import-start */
    bool folder;           /* import-choose: a folder, not a file */
    unsigned export_lists; /* import-start: bit n: enum ck_export_list n */
    bool proof;            /* permission: the person is to choose a file that proves it */
    bool full;             /* backup-open */
    int64_t job; /* show-in-folder: 0: none; cancel, pause, resume, retry: 0: all */
    char post[CK_ID_SIZE]; /* permissions, show-in-folder; there "": none */
    struct ck_permit permit;
    int64_t number; /* permission-withdraw */
    int64_t limit;  /* list */
    bool set;       /* settings: there is something to change */
    struct ck_choice choice;
    const json_t *lists; /* backup-ahead, backup-open: checked, see ck_message_list() */
    struct ck_wanted wanted; /* backup-ahead, backup-open, backup-answer */
    const char *answer;      /* backup-answer: what TikTok answered, as it came */
    size_t answer_len;
    int64_t run;           /* backup-…; backup-receipt: 0: the newest of each list */
    int64_t stated;        /* backup-end: -1: not said */
    enum ck_run_end ended; /* backup-end */
    int64_t days;          /* backup-due */
    enum ck_code code;     /* backup-retry: CK_OK: whatever the reason */
};

/* Reads the JSON of one frame. After an error `ret->id` still names the request where it
 * could be read (0: answer with id null) and `ret` needs ck_message_clear() all the same.
 * Errors: frame-bad (no JSON, not an object, nested over 64 deep), message-bad,
 * verb-unknown, cookie-refused, no-memory. */
CK_NODISCARD bool ck_message_read(const char *text, size_t len, struct ck_message *ret,
                                  struct ck_error *err);
/* One of the lists of backup-open, and how many posts are stated for it (-1: none).
 * Borrows. Errors: message-bad. */
CK_NODISCARD bool ck_message_list(const json_t *json, struct ck_list *ret,
                                  int64_t *ret_stated, struct ck_error *err);
void ck_message_clear(struct ck_message *message);

#endif
