#include "face/backing.h"

#include "base/mem.h"
#include "session/talking.h"

#include <inttypes.h>
#include <string.h>

/* Posts in a row whose comments were refused, until no more are asked for. */
enum { REFUSED_MAX = 2 };

struct ck_remark_run {
    char (*posts)[CK_ID_SIZE];
    size_t count, at;
    bool failed; /* no memory */
    struct ck_talking *talking;
    int64_t asked, comments;
    unsigned refused;  /* in a row */
    enum ck_code code; /* why not all were had; CK_OK: they were */
};

/* --- which posts ------------------------------------------------------------------ */

static bool add_post(void *ctx, const struct ck_list_post *post, enum ck_fate fate,
                     enum ck_code code)
{
    struct ck_remark_run *remarks = ctx;
    char(*grown)[CK_ID_SIZE];

    (void)fate;
    (void)code;
    if ((remarks->count & (remarks->count - 1)) == 0) {
        grown = ck_realloc(remarks->posts, (remarks->count > 0 ? 2 * remarks->count : 1) *
                                               sizeof(*grown));
        if (grown == NULL) {
            remarks->failed = true;
            return false;
        }
        remarks->posts = grown;
    }
    (void)snprintf(remarks->posts[remarks->count++], CK_ID_SIZE, "%s", post->post);
    return true;
}

static void collect(struct ck_backup_run *run)
{
    struct ck_remark_run *remarks = run->remarks;
    struct ck_archive *archive;
    struct ck_error err;

    if (!ck_session_archive(run->session, &archive, &err)) {
        remarks->code = err.code;
        return;
    }
    for (size_t i = 0; i < run->count; i++) {
        int64_t number = run->sources[i].run;

        if (number != 0 && (!ck_run_each(archive, number, CK_FATE_SAVED, SIZE_MAX,
                                         add_post, remarks, &err) ||
                            !ck_run_each(archive, number, CK_FATE_HAD, SIZE_MAX, add_post,
                                         remarks, &err))) {
            remarks->code = err.code;
        }
    }
    if (remarks->failed) {
        remarks->code = CK_ERR_NOMEM;
    }
}

/* --- one after the other ---------------------------------------------------------- */

/* What can only be had with a person's help ends it, and so does refusal after refusal.
 */
static void take_end(struct ck_remark_run *remarks, const struct ck_talking_view *view)
{
    remarks->asked++;
    remarks->comments += (int64_t)view->found;
    remarks->refused = view->code != CK_OK ? remarks->refused + 1 : 0;
    if (view->code != CK_OK) {
        remarks->code = view->code;
    }
    if (view->code == CK_ERR_CAPTCHA || view->code == CK_ERR_RATE ||
        remarks->refused >= REFUSED_MAX) {
        remarks->at = remarks->count;
    }
}

bool ck_backup_remarks(struct ck_backup_run *run)
{
    struct ck_remark_run *remarks = run->remarks;
    struct ck_talking_view view;
    struct ck_error err;

    if (run->comments == 0) {
        return false;
    }
    if (remarks == NULL) {
        remarks = run->remarks = ck_alloc(sizeof(*remarks));
        if (remarks == NULL) {
            return false;
        }
        collect(run);
    }
    if (remarks->talking != NULL) {
        ck_talking_look(remarks->talking, &view);
        if (!view.ended) {
            return true;
        }
        take_end(remarks, &view);
        ck_talking_free(remarks->talking);
        remarks->talking = NULL;
    }
    if (remarks->at >= remarks->count) {
        return false;
    }
    if (!ck_talking_start(run->session, remarks->posts[remarks->at++], run->comments,
                          &remarks->talking, &err)) {
        remarks->code = err.code;
        return false;
    }
    return true;
}

/* --- telling ---------------------------------------------------------------------- */

bool ck_backup_remarks_well(const struct ck_backup_run *run)
{
    return run->comments == 0 || (run->remarks != NULL && run->remarks->code == CK_OK);
}

json_t *ck_backup_remarks_json(const struct ck_backup_run *run)
{
    const struct ck_remark_run *remarks = run->remarks;

    if (remarks == NULL) {
        return json_null();
    }
    return json_pack("{s:I, s:I, s:o}", "posts", (json_int_t)remarks->asked, "comments",
                     (json_int_t)remarks->comments, "error",
                     remarks->code == CK_OK ? json_null()
                                            : json_string(ck_code_text(remarks->code)));
}

void ck_backup_remarks_text(const struct ck_backup_run *run, struct ck_buf *ret)
{
    const struct ck_remark_run *remarks = run->remarks;
    size_t left = remarks->count - (size_t)remarks->asked;

    ck_buf_addf(ret, "comments of %" PRId64 " post%s: %" PRId64, remarks->asked,
                remarks->asked == 1 ? "" : "s", remarks->comments);
    if (left > 0) {
        ck_buf_addf(ret, "; %zu post%s to go", left, left == 1 ? "" : "s");
    }
    if (remarks->code != CK_OK) {
        ck_buf_addf(ret, "; not all could be had: %s", ck_code_sentence(remarks->code));
    }
}

void ck_backup_remarks_clear(struct ck_backup_run *run)
{
    if (run->remarks != NULL) {
        ck_talking_free(run->remarks->talking);
        ck_free(run->remarks->posts);
        ck_free(run->remarks);
        run->remarks = NULL;
    }
}
