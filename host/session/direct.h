/* direct.h - direct links of a data export (tiktok/export_own.h), fetched before they end
 * and kept by keep/exported.h. The links are as good as keys: they stay in memory. */
#ifndef CK_SESSION_DIRECT_H
#define CK_SESSION_DIRECT_H

#include "base/buf.h"
#include "session/session.h"
#include "tiktok/export_own.h"

/* All lines of ck_direct_write() together: some 500,000 links. */
#define CK_DIRECT_TEXT_MAX ((size_t)256 * 1024 * 1024)

struct ck_direct_link {
    char *url;       /* leads to a video or a picture */
    int64_t created; /* of its post, Unix seconds */
    int64_t ends;    /* Unix seconds, 0 unknown */
};

/* What became of the links; all of them together are those that were given. */
struct ck_direct_view {
    size_t saved, had;
    size_t ended;  /* the server does not know the link any more */
    size_t failed; /* for other reasons, the last of which is `why` */
    size_t left;   /* not tried yet */
    int64_t bytes; /* of those saved */
    int64_t
        waits_s; /* TikTok asks us to slow down: it goes on in so many seconds, 0: now */
    struct ck_error why;
    bool over;
};

struct ck_direct;

/* The links of an own post, as the process that reads the export hands them to the one
 * that may use the network: a line for each. Links that have ended at `now` are passed
 * over. False: no memory. Pure. */
CK_NODISCARD bool ck_direct_write(struct ck_buf *buf, const struct ck_export_row *row,
                                  int64_t created, int64_t now);
/* The names, without their suffixes, that the files of these links get in the save
 * folder: with commas between. False: no memory. Pure. */
CK_NODISCARD bool ck_direct_names(struct ck_buf *buf, const struct ck_export_row *row,
                                  int64_t created);
/* Such lines as links, those that end first in front; what is no such line is passed
 * over. Free with ck_direct_links_free(). Errors: no-memory. Pure. */
CK_NODISCARD bool ck_direct_read(const char *text, size_t len,
                                 struct ck_direct_link **ret, size_t *ret_count,
                                 struct ck_error *err);
void ck_direct_links_free(struct ck_direct_link *links, size_t count);

/* Begins with the links, in this order; they are borrowed until it is freed. It advances
 * in ck_session_turn(), and ck_session_busy() while it is not over: one at a time. When
 * TikTok asks to slow down, the network is gone or nothing can be written, it is over
 * with the others left. Free it before the session. Errors: busy (another one is under
 * way), those of the folder and the archive, no-memory. */
CK_NODISCARD bool ck_direct_start(struct ck_session *session,
                                  const struct ck_direct_link *links, size_t count,
                                  struct ck_direct **ret, struct ck_error *err);
void ck_direct_look(const struct ck_direct *direct, struct ck_direct_view *ret);
/* Stops it if it is not over. NULL is allowed. */
void ck_direct_free(struct ck_direct *direct);

/* For session.c; NULL is none. */
void ck_direct_advance(struct ck_direct *direct);
bool ck_direct_busy(const struct ck_direct *direct);

#endif
