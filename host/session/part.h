/* part.h - one file of a post on its way: the addresses it may come from, the transfer
 * under way, the part on the disk. Used inside session/ only. */
#ifndef CK_SESSION_PART_H
#define CK_SESSION_PART_H

#include "base/buf.h"
#include "fetch/client.h"
#include "fetch/guard.h"
#include "fetch/media.h"
#include "keep/begun.h"
#include "keep/stage.h"
#include "session/feed.h"

/* What must arrive, told by its first bytes. */
enum ck_want { CK_WANT_VIDEO, CK_WANT_IMAGE, CK_WANT_SOUND, CK_WANT_TEXT };

/* One transfer into a stage, or of a text into memory. */
struct ck_fill {
    struct ck_stage *stage; /* NULL for a text */
    struct ck_feed feed;    /* into it */
    struct ck_buf text;
    struct ck_transfer *transfer;
    enum ck_want want;
    int64_t declared; /* size TikTok stated, -1 unknown */
    int64_t total;    /* size expected, -1 unknown */
    int64_t bytes;
    int64_t noted;                    /* so many of them a later process would find */
    char host[CK_HOST_MAX];           /* that sent it, "" before */
    char validator[CK_VALIDATOR_MAX]; /* of the version it is of, "" unknown */
    unsigned char head[16];
    size_t head_len;
    enum ck_media_type type; /* by its first bytes, once there are enough */
    bool ended;
    struct ck_error err; /* code CK_OK: every byte is there */
};

struct ck_fill_wish {
    const char *url;
    const char *user_agent; /* NULL: default */
    const struct ck_cookies *cookies;
    struct ck_worker *worker;
    int64_t declared;
    enum ck_want want;
    bool go_on; /* with what is there, if the server has the same version */
};

/* Starts a transfer into `fill`, whose stage (but for a text) is open and, unless it is
 * to be gone on with, is begun again if it has bytes. Errors: url-refused, disk-error,
 * no-memory. */
CK_NODISCARD bool ck_fill_start(struct ck_fill *fill, struct ck_client *client,
                                const struct ck_fill_wish *wish, struct ck_error *err);
/* Readies `fill`, whose stage has been reopened with begun->kept, to be gone on with
 * (ck_fill_wish.go_on) once what is there was read again. */
void ck_fill_take_up(struct ck_fill *fill, struct ck_worker *worker,
                     const struct ck_begun *begun, enum ck_want want, int64_t declared);
/* Has the worker read the next piece. True once all is read; if those are not the bytes
 * they should be, it will begin anew. */
bool ck_fill_recalled(struct ck_fill *fill);
/* Stops the transfer, removes the part. */
void ck_fill_clear(struct ck_fill *fill);

/* What a file is to its post. */
enum ck_role {
    CK_ROLE_VIDEO,    /* the whole video */
    CK_ROLE_PICTURE,  /* the picture of a video that is joined */
    CK_ROLE_TRACK,    /* its sound */
    CK_ROLE_SOUND,    /* the sound alone; of a photo post what is heard with it */
    CK_ROLE_IMAGE,    /* one picture of a photo post */
    CK_ROLE_FILM,     /* the moving part of such a picture */
    CK_ROLE_CAPTIONS, /* as WebVTT */
    CK_ROLE_COVER,
};

enum ck_part_state { CK_PART_WAITING, CK_PART_RUNNING, CK_PART_DONE, CK_PART_FAILED };

struct ck_part {
    enum ck_role role;
    size_t index;      /* of the stream, sound, picture or caption in its post */
    char *const *urls; /* mirrors of the same bytes; borrowed from the post */
    size_t url_count;
    int64_t declared; /* bytes, -1 unknown */
    int dirfd;        /* where its stage is; borrowed */
    char key[64];     /* of its stage */

    enum ck_part_state state;
    size_t mirror;  /* the address in use */
    bool sealing;   /* all is there, and on its way to the disk */
    bool broke_off; /* the mirror before broke off in the middle: its bytes are good */
    struct ck_begun *begun; /* owned: how it is recorded; NULL: never */
    bool noting;            /* what has come is being made to last, to be recorded */
    bool recalls;           /* what an earlier attempt left is being read again */
    bool taken_up;          /* it goes on with such bytes */
    int64_t noted_ms;       /* when it was recorded last, or begun */
    struct ck_fill fill;
    int64_t due_ms;    /* one that is not worth more waiting ends then; 0: never */
    struct ck_mp4 mp4; /* of one that is an MP4, or an MP3, and whole */
    struct ck_staged_file file; /* once it is done: sealed */
    struct ck_error err;        /* once it has failed: what the first mirror said */
};

/* What the transfers of a post have in common; all borrowed. */
struct ck_source {
    struct ck_client *client;
    struct ck_worker *worker; /* that writes what arrives */
    const char *user_agent;   /* NULL: default */
    const struct ck_cookies *cookies;
    int64_t date; /* of the post, which its files get: Unix seconds, 0 unknown */
    struct ck_archive *archive; /* NULL: what has come is not recorded */
    const char *post;           /* its id */
    const char *folder;         /* absolute save folder */
};

/* Starts with what an earlier attempt has put by, and with the first mirror that can be
 * started. Afterwards the part runs or has failed. */
void ck_part_start(struct ck_part *part, const struct ck_source *source);
/* To be called in every turn: seals and checks what has arrived, or goes on to the next
 * mirror. When TikTok asks to slow down there is none: every address leads to the same
 * edge. */
void ck_part_advance(struct ck_part *part, const struct ck_source *source);
/* Stops it and removes what it has on the disk. */
void ck_part_clear(struct ck_part *part);
/* True when a failure says nothing against the bytes that have come before it. */
bool ck_bytes_are_good(enum ck_code code);

/* begun.c */
/* Records what has come, if enough has since the last time. To be called in every turn
 * while it comes; the worker makes it last meanwhile. */
void ck_part_note(struct ck_part *part, const struct ck_source *source);
/* Stops it, and leaves what has come on the disk for a later attempt if that is worth it;
 * otherwise removes it. */
void ck_part_put_by(struct ck_part *part, const struct ck_source *source);
/* Opens what an earlier attempt has put by, and has it read again. True: that is under
 * way until ck_part_recalled(); then it can be gone on with. */
bool ck_part_take_up(struct ck_part *part, const struct ck_source *source,
                     enum ck_want want);
bool ck_part_recalled(struct ck_part *part);

/* True when a fresh page, with new links, may help. */
bool ck_fresh_page_may_help(enum ck_code code);
/* The role as the archive and the sidecar name it. */
const char *ck_role_text(enum ck_role role);

#endif
