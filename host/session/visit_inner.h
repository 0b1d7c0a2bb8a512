/* visit_inner.h - what the files of visit.h share. */
#ifndef CK_SESSION_VISIT_INNER_H
#define CK_SESSION_VISIT_INNER_H

#include "session/inner.h"
#include "session/portrait.h"
#include "session/visit.h"
#include "tiktok/lister.h"

/* The pages that say by which id an account is asked for. */
enum ck_visit_way {
    CK_VISIT_PAGE,  /* its own */
    CK_VISIT_EMBED, /* where that cannot be had */
    CK_VISIT_POST,  /* that of a post which the embed shows */
};

struct ck_visit {
    struct ck_visit *next;
    struct ck_session *session;
    struct ck_address address;
    bool full;
    struct ck_reader *reader; /* of the list's page; afterwards for what was learned */

    enum ck_visit_way way;
    struct ck_error first; /* why the list's own page could not be had */

    struct ck_lister lister; /* once `run` is there */
    struct ck_transfer *transfer;
    struct ck_buf body;
    struct ck_response response;
    struct ck_cookies cookies;
    char *answer;     /* to a challenge, for the request under way */
    unsigned answers; /* to this request's challenges */
    int64_t due_ms;   /* when the next request is made */
    bool arrived;     /* an answer is there to be looked at */
    struct ck_error err;

    struct ck_portrait *portrait; /* of an account; NULL: none */
    int64_t run;
    struct ck_backup_state state;
    bool ended;
    enum ck_run_end how;
};

/* visit.c: ends it, and its run. `err` may be NULL. */
void ck_visit_end(struct ck_visit *visit, enum ck_run_end how,
                  const struct ck_error *err);
/* visit_open.c */
/* How many posts the list's page says there are, -1 unknown. */
int64_t ck_visit_stated(const struct ck_visit *visit);
/* True when another page is asked for, because that one could not be had or does not say
 * it. */
bool ck_visit_try_next(struct ck_visit *visit);
/* The list's page is there: begins with the list, or ends the visit. */
void ck_visit_begin_list(struct ck_visit *visit);

#endif
