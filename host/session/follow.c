/* follow.c - a face that asks for a post which another process has, or takes up first, is
 * told of that job's end all the same. */
#include "session/inner.h"

#include "base/mem.h"
#include "keep/queue.h"

#include <string.h>

static bool is_followed(const struct ck_followed *followed, int64_t number)
{
    for (size_t i = 0; i < followed->count; i++) {
        if (followed->numbers[i] == number) {
            return true;
        }
    }
    return false;
}

bool ck_session_follow(struct ck_session *session, int64_t number, struct ck_error *err)
{
    struct ck_followed *followed = &session->followed;
    int64_t *more;

    if (is_followed(followed, number)) {
        return true;
    }
    more = ck_realloc(followed->numbers, (followed->count + 1) * sizeof(*more));
    if (more == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    more[followed->count++] = number;
    followed->numbers = more;
    session->takes_up = true; /* whoever has it may die */
    ck_session_look_soon(session);
    return true;
}

void ck_session_unfollow(struct ck_session *session, int64_t number)
{
    struct ck_followed *followed = &session->followed;

    for (size_t i = 0; i < followed->count; i++) {
        if (followed->numbers[i] == number) {
            followed->numbers[i] = followed->numbers[--followed->count];
            return;
        }
    }
}

/* Tells of its end, or leaves it to what is told of jobs at hand, if it is one by now. */
static void look_at(struct ck_session *session, int64_t number)
{
    struct ck_job_row row = {0};
    struct ck_job_view view;
    bool found = false;

    if (ck_session_job(session, number, &view)) {
        ck_session_unfollow(session, number);
        return;
    }
    /* What cannot be read now is looked at again soon. */
    if (ck_queue_find(session->archive, NULL, number, &found, &row, NULL) && found &&
        ck_job_state_ended(row.state)) {
        ck_session_report_recorded(session, number); /* the last that is told of it */
    }
    ck_job_row_clear(&row);
}

void ck_session_look_followed(struct ck_session *session)
{
    /* From the end: one that is let go gives its place to the last. */
    for (size_t i = session->followed.count; i > 0; i--) {
        look_at(session, session->followed.numbers[i - 1]);
    }
}
