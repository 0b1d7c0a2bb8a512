/* intake.h - the lists of a data export on their way into the archive: posts are written
 * down with their dates and queued, who followed and what was commented becomes a table.
 * Takes a few hundred kilobytes however long the export is. */
#ifndef CK_SESSION_INTAKE_H
#define CK_SESSION_INTAKE_H

#include "session/session.h"
#include "tiktok/export.h"

struct ck_intake_options {
    unsigned lists;        /* bit n: enum ck_export_list n is wanted */
    const char *handle;    /* of the account, "": not known */
    const char *came_from; /* name of the export */
    const char *folder;    /* absolute path of the save folder */
    int root_fd;           /* the save folder; borrowed */
    int links_fd;          /* takes what ck_direct_read() reads; borrowed, -1: nowhere */
    int64_t now;           /* Unix seconds: links that have ended by then are left out */
};

/* What became of one list. */
struct ck_intake_list {
    int64_t run; /* 0: none, it is a table */
    int64_t entries;
    int64_t unnamed; /* entries that name no post, and of which it is not known */
    int64_t joined;  /* entries that name none, and are one known by second and caption */
    char table[128]; /* its name in the save folder, "": none */
};

struct ck_intake;

/* True for lists that can be taken in; what else they are called in `--lists`. */
bool ck_intake_knows(enum ck_export_list list);
/* True for those whose posts are queued, false for mere tables and lists of places where
 * posts were commented. Pure. */
bool ck_intake_saves(enum ck_export_list list);

/* Errors: no-memory, those of the archive. Free with ck_intake_free(). */
CK_NODISCARD bool ck_intake_create(struct ck_session *session,
                                   const struct ck_intake_options *options,
                                   struct ck_intake **ret, struct ck_error *err);
/* A ck_export_told; `ctx` is the intake. What goes wrong is said by ck_intake_end(). */
void ck_intake_told(void *ctx, const struct ck_export_row *row);
/* All was told: `whole` when nothing of the export could not be read. Errors: what went
 * wrong at first, those of the archive and of a table. */
CK_NODISCARD bool ck_intake_end(struct ck_intake *intake, bool whole,
                                struct ck_error *err);
/* Of a list that was wanted. */
const struct ck_intake_list *ck_intake_list(const struct ck_intake *intake,
                                            enum ck_export_list list);
void ck_intake_free(struct ck_intake *intake);

#endif
